import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readSettled } from '../read-settled.ts'
import type { TableName } from '../table-name.ts'
import { leftoverOf } from './leftover-name.ts'

export type ReadInvalid = TableName & {
  readonly oid: number
  readonly leftoverOf: string | null
  readonly builder: string | null
  readonly exclusion: boolean
  readonly permitted: boolean
  readonly tableBytes: number
  readonly tablespace: number
}

/**
 * What is known of indexes that are not valid. Whoever builds one concurrently holds a lock (SHARE UPDATE EXCLUSIVE) on its table from the beginning to the end, and anybody may see
 * that; pg_stat_progress_create_index shows the index itself to few roles only. Such a lock of a VACUUM, or our own, doesn't count.
 */
export async function readInvalid(target: PostgresTarget, oids: readonly number[]): Promise<readonly ReadInvalid[]> {
  if (oids.length === 0) return []
  const rows = await readSettled<Omit<ReadInvalid, 'leftoverOf'> & { siblings: readonly string[] }>(
    target,
    sql`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name, i.indisexclusion as exclusion, pg_has_role(c.relowner, 'usage') as permitted,
      pg_table_size(i.indrelid) as "tableBytes", c.reltablespace::int8 as tablespace,
      array(select s.relname::text from pg_index o join pg_class s on s.oid = o.indexrelid where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid order by 1) as siblings,
      (select 'pid ' || min(l.pid) from pg_locks l
       where l.locktype = 'relation' and l.relation = i.indrelid and l.granted and l.pid <> pg_backend_pid()
         and l.database = (select oid from pg_database where datname = current_database())
         and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock', 'AccessExclusiveLock') and l.pid not in (select pid from pg_stat_progress_vacuum)) as builder
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where c.oid = any(${oids}::oid[]) and not i.indisvalid order by 2, 3`,
  )
  return rows.map(({ siblings, ...row }) => ({ ...row, leftoverOf: leftoverOf(row.name, siblings) }))
}
