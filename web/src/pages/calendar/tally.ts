import type { CalendarDay } from '../../api/types.ts'
import { statesByWeight } from '../../ui/status/run-state.ts'

export type Counts = CalendarDay['counts']
export type State = (typeof statesByWeight)[number]

/** A task with so many runs in a day or more is one of the frequent ones: they are summed up, so that the rare duties stay readable. */
export const frequentFrom = 7

export const totalOf = (counts: Counts): number => Object.values(counts).reduce((sum, number) => sum + (number ?? 0), 0)

/** The state that an operator must see first. */
export const worstState = (counts: Counts): State => statesByWeight.find((state) => (counts[state] ?? 0) > 0) ?? 'due'

/** The counts of many as one. */
export function sumCounts(all: readonly Counts[]): Counts {
  return Object.fromEntries(
    statesByWeight
      .map((state) => [state, all.reduce((sum, counts) => sum + (counts[state] ?? 0), 0)] as const)
      .filter(([, sum]) => sum > 0),
  )
}

export type DayTally = {
  readonly rare: readonly CalendarDay[]
  readonly frequent: { readonly tasks: number; readonly counts: Counts; readonly more: boolean } | null
}

/** The entries of one day: rare duties one by one, what needs a look first; the frequent ones together. */
export function tallyDay(entries: readonly CalendarDay[]): DayTally {
  const often = entries.filter(({ counts }) => totalOf(counts) >= frequentFrom)
  const rare = entries
    .filter((entry) => !often.includes(entry))
    .toSorted((a, b) => weightOf(a) - weightOf(b) || a.firstAt.localeCompare(b.firstAt))
  return {
    rare,
    frequent:
      often.length === 0
        ? null
        : { tasks: often.length, counts: sumCounts(often.map(({ counts }) => counts)), more: often.some(({ more }) => more) },
  }
}

/** Trouble first; everything that is or went well in order of time. */
const weightOf = ({ counts }: CalendarDay): number => Math.min(4, statesByWeight.indexOf(worstState(counts)))
