export type IntervalHours = 1 | 2 | 4 | 8

const hourMs = 3_600_000
const known: readonly number[] = [1, 2, 4, 8]
/** Gaps on either side of a point that have a say. */
const reach = 12

/**
 * The interval of each point of one contract, whose moments are given in order: the most frequent of the gaps around it, rounded to hours, of those
 * that are an interval at all; so a missing point doesn't look like a longer interval, and a change of interval shows where it happened. A series that
 * tells nothing gets 8 hours, the longest.
 */
export function intervalsOf(moments: readonly number[]): readonly IntervalHours[] {
  const gaps = moments.slice(1).map((moment, index) => Math.round((moment - moments[index]!) / hourMs))
  return moments.map((_, index) => mostFrequent(gaps.slice(Math.max(0, index - reach), index + reach)))
}

function mostFrequent(gaps: readonly number[]): IntervalHours {
  let best = 8
  let votes = 0
  for (const hours of known) {
    const count = gaps.filter((gap) => gap === hours).length
    if (count > votes) [best, votes] = [hours, count]
  }
  return best as IntervalHours
}
