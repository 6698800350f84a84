import type { JsonObject } from '../../../base/json.ts'
import type { Counter } from './counters.ts'

/** The counters of an earlier look, as an observation keeps them: `[calls, totalMs, rows]` by queryid. */
export type Kept = { readonly [id: string]: readonly [calls: number, totalMs: number, rows: number] }

export type Baseline = {
  readonly kept: Kept
  /** Statements that are not kept had no more total time than this; null: all are kept. */
  readonly floorMs: number | null
}

/** How quick a statement was, over so many calls. */
export type Pace = { readonly calls: number; readonly meanMs: number }

/** What a statement did in an interval, and how it did before. */
export type Use = JsonObject & {
  readonly id: string
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
  readonly rows: number
  readonly nested: boolean
  /** Its average before the interval, or before it got slower; null: it is new, or nobody knows. */
  readonly before: Pace | null
  /** It was there before and was not kept: its time is at least this, its calls at most. */
  readonly rough: boolean
}

/** So many statements are kept, those with most total time: they hold nearly all of a server's time, in some 50 KB. */
export const keptAtMost = 1_000

export function keep(counters: readonly Counter[]): Baseline {
  const byTime = counters.toSorted((a, b) => b.totalMs - a.totalMs)
  const kept = Object.fromEntries(
    byTime.slice(0, keptAtMost).map(({ id, calls, totalMs, rows }) => [id, [calls, rounded(totalMs), rows] as const]),
  )
  return { kept, floorMs: byTime[keptAtMost] === undefined ? null : rounded(byTime[keptAtMost].totalMs) }
}

/**
 * What each statement did since the baseline. Counters that went down have begun anew since (a reset, or the entry was thrown out and came back):
 * then all that they show is of this interval. `anew`: all counters were reset.
 */
export function usesSince(counters: readonly Counter[], baseline: Baseline | null, anew: boolean): readonly Use[] {
  return counters.map((counter) => useSince(counter, baseline, anew)).filter(({ calls }) => calls > 0)
}

function useSince({ id, nested, ...now }: Counter, baseline: Baseline | null, anew: boolean): Use {
  const [calls, totalMs, rows] = baseline?.kept[id] ?? [0, 0, 0]
  const before = calls > 0 ? { calls, meanMs: rounded(totalMs / calls) } : null
  const use = (calls: number, totalMs: number, rows: number, rough: boolean): Use => ({
    id,
    calls,
    totalMs: rounded(totalMs),
    meanMs: calls > 0 ? rounded(totalMs / calls) : 0,
    rows,
    nested,
    before,
    rough,
  })
  if (before !== null && !anew && now.calls >= calls && now.totalMs >= totalMs - tolerance) {
    return use(now.calls - calls, Math.max(0, now.totalMs - totalMs), Math.max(0, now.rows - rows), false)
  }
  const floorMs = baseline?.floorMs ?? null
  if (before === null && !anew && floorMs !== null) return use(now.calls, Math.max(0, now.totalMs - floorMs), now.rows, true)
  return use(now.calls, now.totalMs, now.rows, false)
}

/** What is kept is rounded: a counter that stood still may seem to have gone down by that. */
const tolerance = 0.001
const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000
