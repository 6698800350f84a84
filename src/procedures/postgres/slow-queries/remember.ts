import type { JsonObject } from '../../../base/json.ts'
import { idOf, judge } from './judge.ts'
import type { Judged } from './judge.ts'
import type { SlowQueriesObservation } from './observation.ts'
import type { SlowQueriesParams } from './params.ts'
import type { Pace, Use } from './since.ts'

/** A finding of an earlier look. Times are ISO 8601. */
export type Open = JsonObject & {
  /** When it was found first, and last. */
  readonly since: string
  readonly seenAt: string
  /** How quick the statement was before it got slower; null: this finding compares with nothing. */
  readonly before: Pace | null
}

/** What one look knows of those before it. */
export type Memory = {
  /** Findings that are open, by fingerprint. */
  readonly open: { readonly [fingerprint: string]: Open }
  /** By queryid: statements whose new pace counts as their own, as long as their counters still hold mostly the one of before. */
  readonly paces: { readonly [id: string]: Pace & { readonly at: string } }
  /** Findings that this look closes although nothing was seen to get better, and why. */
  readonly givenUp: { readonly [fingerprint: string]: 'not called' | 'new pace' }
}

export const nothingKnown: Memory = { open: {}, paces: {}, givenUp: {} }

/** A finding about a statement that is no longer called stays open for so long: it may be one of Sundays only, or one that was cured by another. */
const keptOpenMs = 7 * 86_400_000

/**
 * What to have an eye on. A statement that got slower is held to its pace from before: its counters take up the slow calls too, so that by them alone
 * every slowness would be its own past after a while. The finding ends when it is quick again by that pace, or after `new-pace-after`.
 */
export function remember(previous: SlowQueriesObservation | null, params: SlowQueriesParams, now: string): Memory {
  if (previous === null) return nothingKnown
  const uses = previous.counted?.uses ?? []
  const judged = new Map(uses.filter(({ calls }) => calls >= params['min-calls']).map((use) => [use.id, use]))
  const isOver = (from: string, ms: number): boolean => Date.parse(now) - Date.parse(from) >= ms
  const seen = judge(uses, params)
  const settled = seen.filter(({ kind, fingerprint }) => {
    const since = previous.open[fingerprint]?.since
    return kind === 'slower' && since !== undefined && isOver(since, params['new-pace-after'])
  })
  const unseen = Object.entries(previous.open).filter(([fingerprint]) => !judged.has(idOf(fingerprint)))
  const forgotten = unseen.filter(([, { seenAt }]) => isOver(seenAt, keptOpenMs))
  const isNeeded = (id: string, at: string): boolean => {
    const use = judged.get(id)
    const [calls, totalMs] = previous.counted?.kept[id] ?? [0, 0]
    return use === undefined ? !isOver(at, params['new-pace-after']) : calls > 0 && use.meanMs >= (totalMs / calls) * params['slower-by']
  }
  return {
    open: Object.fromEntries([
      ...unseen.filter((entry) => !forgotten.includes(entry)),
      ...seen.filter((one) => !settled.includes(one)).map((one) => [one.fingerprint, stillOpen(one, previous)] as const),
    ]),
    paces: Object.fromEntries([
      ...Object.entries(previous.paces).filter(([id, { at }]) => isNeeded(id, at)),
      ...settled.map(({ use: { id, calls, meanMs } }) => [id, { calls, meanMs, at: now }] as const),
    ]),
    givenUp: Object.fromEntries([
      ...forgotten.map(([fingerprint]) => [fingerprint, 'not called'] as const),
      ...settled.map(({ fingerprint }) => [fingerprint, 'new pace'] as const),
    ]),
  }
}

const stillOpen = ({ fingerprint, kind, use }: Judged, { open, now }: SlowQueriesObservation): Open => ({
  since: open[fingerprint]?.since ?? now,
  seenAt: now,
  before: kind === 'slower' ? use.before : null,
})

/** The statement beside the pace that it is held to. */
export function heldTo({ open, paces }: Memory, use: Use): Use {
  const pace = open[`slower:${use.id}`]?.before ?? paces[use.id]
  return pace === undefined ? use : { ...use, before: { calls: pace.calls, meanMs: pace.meanMs } }
}
