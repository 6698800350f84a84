import { formatDuration } from '../../base/duration.ts'
import type { Sql } from '../../base/sql.ts'
import { sql } from '../../base/sql.ts'
import type { StopSignal } from '../connector.ts'
import { describeBlocker, describedSession, tidyBlocker } from './blockers.ts'
import type { Blocker } from './blockers.ts'
import type { WorkedTable } from './target.ts'

/** What goes on about the table that is being worked on, apart from that work. */
export type TablePressure = {
  /** Sessions that wait for a lock on it. */
  readonly waiting: number
  /** Processes of others that vacuum it, or its TOAST table, which autovacuum takes for itself. */
  readonly vacuumedBy: readonly number[]
  /** Transactions that the work would have to wait for, and that have been open for too long; a prepared one has pid 0. */
  readonly longTransactions: readonly Blocker[]
}

export function assessTablePressure({ schema, name, waitsFor }: WorkedTable, pressure: TablePressure): readonly StopSignal[] {
  const { waiting, vacuumedBy, longTransactions } = pressure
  const table = `${schema}.${name}`
  return [
    ...(waiting > 0
      ? [{ name: 'locks', reason: `${waiting} ${waiting === 1 ? 'session waits' : 'sessions wait'} for a lock on ${table}` }]
      : []),
    ...(vacuumedBy.length > 0 ? [{ name: 'vacuum', reason: `${table} is being vacuumed by pid ${vacuumedBy.join(', ')}` }] : []),
    ...longTransactions.map((blocker) => ({
      name: 'long-transaction',
      reason: `the work on ${table} would wait for a transaction that has been open for over ${formatDuration(waitsFor?.openMs ?? 0)}: ${describeBlocker(tidyBlocker(blocker))}`,
    })),
  ]
}

/** `own`: the process that does the work. No row: the table is gone. */
export const tablePressureQuery = (table: WorkedTable, own: number): Sql => sql`
  select
    (select count(*) from pg_locks l where l.relation = c.oid and l.database = d.oid and not l.granted and l.pid <> ${own})::int as waiting,
    array(select p.pid from pg_stat_progress_vacuum p where p.relid in (c.oid, c.reltoastrelid) and p.datid = d.oid and p.pid <> ${own} order by 1) as "vacuumedBy",
    ${table.waitsFor === undefined ? sql`'[]'::jsonb` : longTransactions(table.waitsFor, own)} as "longTransactions"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_database d on d.datname = current_database()
  where n.nspname = ${table.schema} and c.relname = ${table.name}`

/**
 * CREATE INDEX and REINDEX CONCURRENTLY wait for every older snapshot of the database, and for whoever holds a lock on the table (WaitForOlderSnapshots and
 * WaitForLockers in indexcmds.c), a prepared transaction too; pg_repack waits for every transaction. VACUUM is waited for by none of them. When the transaction of another role
 * began is shown to members of pg_read_all_stats only.
 */
const longTransactions = ({ openMs, which }: NonNullable<WorkedTable['waitsFor']>, own: number): Sql => sql`
  coalesce((select jsonb_agg(to_jsonb(s)) from (
    select a.pid, ${describedSession} from pg_stat_activity a
    where a.datid = d.oid and a.pid not in (${own}, pg_backend_pid()) and a.backend_type <> 'autovacuum worker'
      and a.xact_start < clock_timestamp() - ${openMs} * interval '1 ms' and a.pid not in (select p.pid from pg_stat_progress_vacuum p)
      and (${which === 'all'} or a.backend_xmin is not null or exists (select from pg_locks l where l.pid = a.pid and l.relation = c.oid and l.database = d.oid))
    union all
    select 0, null, null, null, null, null, p.prepared, null from pg_prepared_xacts p
    where p.database = d.datname and p.prepared < clock_timestamp() - ${openMs} * interval '1 ms'
      and (${which === 'all'} or exists (select from pg_locks x join pg_locks l on l.pid is null and l.virtualtransaction = x.virtualtransaction
        where x.locktype = 'transactionid' and x.transactionid = p.transaction and x.pid is null and l.relation = c.oid and l.database = d.oid))
    order by 7) s), '[]'::jsonb)`
