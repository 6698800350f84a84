/** The last day of support of each major version. Source: https://www.postgresql.org/support/versioning/ (November 2025). */
export const endOfLife: Readonly<Record<number, string>> = {
  10: '2022-11-10',
  11: '2023-11-09',
  12: '2024-11-21',
  13: '2025-11-13',
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
}

export type Support = {
  readonly state: 'supported' | 'ending' | 'ended' | 'unknown'
  /** The last day, as a date; null: not known. */ readonly until: string | null
}

/** An upgrade of the major version wants to be planned half a year ahead. */
const noticeMs = 180 * 86_400_000

/** Whether a major version still gets fixes at that moment. Unknown: it is newer than the table. */
export function supportOf(major: number, now: string): Support {
  const until = endOfLife[major]
  if (until === undefined) return { state: major > 18 ? 'unknown' : 'ended', until: null }
  const left = Date.parse(`${until}T00:00:00Z`) + 86_400_000 - Date.parse(now)
  if (left <= 0) return { state: 'ended', until }
  return { state: left <= noticeMs ? 'ending' : 'supported', until }
}
