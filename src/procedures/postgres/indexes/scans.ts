import type { Counting, ScannedTable } from './observation.ts'
import type { IndexesParams } from './params.ts'

const dayMs = 86_400_000
/** A rate from less than an hour is noise: one report would decide it. */
const shortestMs = 3_600_000
/** Fewer rows at a time are soon read (PgHero calls tables of at least 10,000 rows worth an index). */
const fewRows = 10_000
/** From this share on it is more than an occasional report (PgHero: indexes used for less than 95 % of the scans). */
const leastShare = 0.05

/** For how long the counters have counted, in milliseconds; null when that is unknown or too short to tell a rate. */
export function countedMs({ on, since }: Counting, now: string): number | null {
  const ms = since === null || !on ? 0 : Date.parse(now) - Date.parse(since)
  return ms < shortestMs ? null : ms
}

export const rowsAtOnce = ({ rowsRead, scans }: ScannedTable): number => rowsRead / scans

export function scansPerDay({ scans }: ScannedTable, counting: Counting, now: string): number | null {
  const ms = countedMs(counting, now)
  return ms === null ? null : scans / (ms / dayMs)
}

/** Whether it is read through so often that an index is likely to be missing. */
export function isReadThroughOften(
  table: ScannedTable,
  counting: Counting,
  now: string,
  params: Pick<IndexesParams, 'scans-per-day'>,
): boolean {
  const perDay = scansPerDay(table, counting, now)
  if (perDay === null || perDay < params['scans-per-day']) return false
  return rowsAtOnce(table) >= fewRows && table.scans / (table.scans + table.indexScans) >= leastShare
}
