import type { Sql } from '../../base/sql.ts'
import { sql } from '../../base/sql.ts'
import type { StopSignal } from '../connector.ts'

/** What goes on about the table that is being worked on, apart from that work. */
export type TablePressure = {
  /** Sessions that wait for a lock on it. */
  readonly waiting: number
  /** Processes of others that vacuum it. */
  readonly vacuumedBy: readonly number[]
}

export function assessTablePressure(table: string, pressure: TablePressure): readonly StopSignal[] {
  const { waiting, vacuumedBy } = pressure
  return [
    ...(waiting > 0
      ? [{ name: 'locks', reason: `${waiting} ${waiting === 1 ? 'session waits' : 'sessions wait'} for a lock on ${table}` }]
      : []),
    ...(vacuumedBy.length > 0 ? [{ name: 'vacuum', reason: `${table} is being vacuumed by pid ${vacuumedBy.join(', ')}` }] : []),
  ]
}

/** `own`: the process that does the work. No row: the table is gone. */
export const tablePressureQuery = (table: { readonly schema: string; readonly name: string }, own: number): Sql => sql`
  select
    (select count(*) from pg_locks l where l.relation = c.oid and l.database = d.oid and not l.granted and l.pid <> ${own})::int as waiting,
    array(select p.pid from pg_stat_progress_vacuum p where p.relid = c.oid and p.datid = d.oid and p.pid <> ${own} order by 1) as "vacuumedBy"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_database d on d.datname = current_database()
  where n.nspname = ${table.schema} and c.relname = ${table.name}`
