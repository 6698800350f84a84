import { quoteIdentifier, sql } from '../../base/sql.ts'

/** How many transactions may begin while one statement runs: those of a minute at more than 200,000 a second. */
const margin = 2 ** 24

/**
 * The condition that a version of a row was written by a transaction before `xmin`, a full transaction id (xid8): one that had ended when the
 * archive's snapshot was taken, so that the archive holds what it wrote. A row has the lower 32 bits of its transaction only, which count in a
 * circle: new are those from `xmin` up to what may run by now. A row whose transaction is a whole circle older than those counts as new too, and
 * stays until a later archive; never the other way round. Ids below 3 stand for rows that are older than all (PostgreSQL documentation, 24.1.5).
 * In previews, `:name` stands for the id.
 */
export function writtenBefore(xmin: string, table?: string): string {
  if (!/^(?:\d+|:\w+)$/.test(xmin)) throw new Error(`not a transaction id: ${JSON.stringify(xmin)}`)
  const id = `${table === undefined ? '' : `${quoteIdentifier(table)}.`}xmin::text::int8`
  const ahead = `((${id} - ${xmin}) & 4294967295)`
  return `(${id} < 3 OR ${ahead} > (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8) - ${xmin} + ${margin})`
}

/**
 * As an expression: the oldest transaction that was running when this transaction's snapshot was taken and may have written to this database, else the
 * next one to begin. The snapshot names those of all databases of the server; one that is seen running in another can't have written here. One that
 * can't be seen any more, or that is prepared, counts as one of this database.
 */
export const firstUnseen = sql`(
  select coalesce(min(running::text::int8), pg_snapshot_xmax(pg_current_snapshot())::text::int8)::text
  from pg_snapshot_xip(pg_current_snapshot()) running
  where not exists (
    select from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted and l.transactionid::text::int8 = (running::text::int8 & 4294967295)
      and a.datname <> current_database()))`
