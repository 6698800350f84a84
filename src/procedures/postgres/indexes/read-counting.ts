import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readSettled } from '../read-settled.ts'
import type { Counting, ScannedTable } from './observation.ts'

/**
 * Since when the counters of this database count. They outlive a clean restart and begin anew after a crash, of which the database's own entry says
 * nothing from PostgreSQL 15 on; those of the archiver, which nobody resets, do. Standbys are those that are connected and those that a slot is kept for; one that is
 * fed by the archive alone can't be seen from here.
 */
export async function readCounting(target: PostgresTarget): Promise<Counting> {
  const [row] = await target.read<Counting>(sql`
    select current_setting('track_counts')::bool as on,
      greatest((select stats_reset from pg_stat_database where datname = current_database()), (select stats_reset from pg_stat_archiver)) as since,
      (select count(*) from (
        select slot_name from pg_replication_slots where slot_type = 'physical' and not temporary
        union all
        select application_name from pg_stat_replication r where r.state is distinct from 'backup' and r.application_name is distinct from 'pg_receivewal'
          and not exists (select from pg_replication_slots s where s.active_pid = r.pid and (s.slot_type = 'logical' or not s.temporary))
      ) standbys)::int as standbys`)
  return row!
}

/** Tables of at least this size that were ever read through, those with most rows read first. */
export async function readScanned(target: PostgresTarget, where: Sql, minBytes: number): Promise<readonly ScannedTable[]> {
  return readSettled<ScannedTable>(
    target,
    sql`
    select t.oid::int8 as oid, n.nspname as schema, t.relname as name, t.relpages * current_setting('block_size')::int8 as bytes,
      pg_stat_get_numscans(t.oid) as scans, pg_stat_get_tuples_returned(t.oid) as "rowsRead",
      coalesce((select sum(pg_stat_get_numscans(i.indexrelid)) from pg_index i where i.indrelid = t.oid), 0)::int8 as "indexScans"
    from pg_class t join pg_namespace n on n.oid = t.relnamespace
    where t.relkind in ('r', 'm') and t.relpersistence <> 't' and t.relpages * current_setting('block_size')::int8 >= ${minBytes} and pg_stat_get_numscans(t.oid) > 0 and ${where}
    order by pg_stat_get_tuples_returned(t.oid) desc, 2, 3 limit 100`,
  )
}
