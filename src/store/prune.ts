import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** How many rows one call deletes at most: none holds its locks for long. */
export const pruneBatch = 1_000

/**
 * Upkeep's own housekeeping, a batch of runs at a time, which several workers may do at once: ended runs older than `keepDays`, and those that changed nothing and found nothing
 * older than `keepQuietDays`. The newest three of each task stay whatever their age; the audit is never pruned. Returns how many went.
 */
export async function pruneRuns(db: Db, keep: { readonly keepDays: number; readonly keepQuietDays: number }): Promise<number> {
  return db.run(sql`
    delete from upkeep.runs where id in (
      select r.id from upkeep.runs r
      where r.ended_at < now() - least(${keep.keepDays}::float8, ${keep.keepQuietDays}::float8) * interval '1 day'
        and (r.ended_at < now() - ${keep.keepDays}::float8 * interval '1 day'
          or (r.state in ('converged', 'planned') and r.steps_done = 0 and r.findings_open = 0 and not exists (select from upkeep.answers a where a.run = r.id)))
        and r.id < coalesce((select n.id from upkeep.runs n where n.stack = r.stack and n.task = r.task order by n.id desc offset 2 limit 1), r.id)
      order by r.ended_at limit ${pruneBatch} for update of r skip locked)`)
}

/** Forgets a batch of findings that were resolved more than `keepDays` ago: what names a query or a partition doesn't come again. Returns how many went. */
export async function pruneFindings(db: Db, keepDays: number): Promise<number> {
  return db.run(sql`
    delete from upkeep.findings where id in (
      select id from upkeep.findings where state = 'resolved' and resolved_at < now() - ${keepDays}::float8 * interval '1 day' order by resolved_at limit ${pruneBatch} for update skip locked)`)
}
