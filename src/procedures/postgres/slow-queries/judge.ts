import type { ShownUse, SlowQueriesObservation } from './observation.ts'
import type { SlowQueriesParams } from './params.ts'
import { isQuery } from './query-text.ts'
import type { Use } from './since.ts'

export type Judged = { readonly fingerprint: string; readonly kind: 'slow' | 'slower'; readonly use: ShownUse }

/** What is found about the statements of an interval. The same fingerprint is the same statement: its queryid. */
export function judge(uses: readonly ShownUse[], params: SlowQueriesParams): readonly Judged[] {
  return uses
    .filter(({ text }) => isQuery(text))
    .flatMap((use) => [
      ...(isSlow(use, params) ? [{ fingerprint: `slow:${use.id}`, kind: 'slow', use } as const] : []),
      ...(isSlower(use, params) ? [{ fingerprint: `slower:${use.id}`, kind: 'slower', use } as const] : []),
    ])
}

/** Of a rough use the average is at least what it seems: slow is slow. */
export const isSlow = (use: Use, params: SlowQueriesParams): boolean => use.calls >= params['min-calls'] && use.meanMs >= params.mean

export const isSlower = (use: Use, params: SlowQueriesParams): boolean =>
  use.before !== null &&
  use.calls >= params['min-calls'] &&
  use.before.calls >= params['min-calls'] &&
  use.meanMs >= params['slower-from'] &&
  use.meanMs >= use.before.meanMs * params['slower-by']

/** A finding about a statement that is no longer called stays open for so long: it may be one of Sundays only, or one that was cured by another. */
const keptOpenMs = 7 * 86_400_000

/** Findings of earlier looks that this one has to have an eye on. */
export function openSince(previous: SlowQueriesObservation | null, params: SlowQueriesParams, now: string): SlowQueriesObservation['open'] {
  if (previous === null) return {}
  const uses = previous.counted?.uses ?? []
  const judged = new Set(uses.filter(({ calls }) => calls >= params['min-calls']).map(({ id }) => id))
  const unjudged = Object.entries(previous.open).filter(([fingerprint]) => !judged.has(idOf(fingerprint)))
  const found = judge(uses, params).map(({ fingerprint }) => [fingerprint, previous.now] as const)
  return Object.fromEntries([...unjudged, ...found].filter(([, at]) => Date.parse(now) - Date.parse(at) < keptOpenMs))
}

export const idOf = (fingerprint: string): string => fingerprint.slice(fingerprint.indexOf(':') + 1)
