import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { columnsAs } from '../bloat/columns.ts'
import type { Column } from '../bloat/columns.ts'
import { readSettled } from '../read-settled.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'

/** Every table and materialised view, by name and size: all that is needed to choose by. */
export type ListedTable = TableName & { readonly oid: number; readonly root: TableName | null; readonly bytes: number }

/** Asking for a size takes a lock, so what somebody holds locked for himself alone is left out: it is measured at the next look. What pg_repack makes for its work is its own. */
export const listTables = (target: PostgresTarget): Promise<readonly ListedTable[]> =>
  readSettled<ListedTable>(
    target,
    sql`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name,
      case when c.relispartition then jsonb_build_object('schema', rn.nspname, 'name', r.relname) end as root,
      pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_class r on r.oid = pg_partition_root(c.oid) left join pg_namespace rn on rn.oid = r.relnamespace
    where c.relkind in ('r', 'm') and c.relpersistence <> 't' and n.nspname <> 'repack' and ${inSchemas(target)}
      and not exists (select from pg_locks l where l.locktype = 'relation' and l.relation in (c.oid, c.reltoastrelid) and l.granted
        and l.mode = 'AccessExclusiveLock' and l.database = (select oid from pg_database where datname = current_database()))
    order by 2, 3`,
  )

export type ReadTable = TableName & {
  readonly oid: number
  readonly filenode: number
  readonly heapBytes: number
  readonly toastBytes: number
  /** As of the last VACUUM of the TOAST table; below zero: there was none. */
  readonly toastRows: number
  readonly totalBytes: number
  readonly rows: number
  readonly fillfactor: number
  readonly columns: readonly Column[]
  readonly pageBytes: number
  readonly definition: string
  readonly hasKey: boolean
  readonly materialized: boolean
  readonly unlogged: boolean
  readonly timePartOf: TableName | null
  readonly permitted: boolean
  readonly tablespace: number
  readonly changedRows: number
  readonly analyzed: boolean
}

/** What the estimate, and the choice of a cure, need to know of these tables. */
export const readTables = (target: PostgresTarget, oids: readonly number[]): Promise<readonly ReadTable[]> =>
  readSettled<ReadTable>(
    target,
    sql`
    select c.oid::int8 as oid, pg_relation_filenode(c.oid)::int8 as filenode, n.nspname as schema, c.relname as name,
      pg_relation_size(c.oid) as "heapBytes", coalesce(pg_relation_size(t.oid), 0) as "toastBytes", coalesce(t.reltuples, 0)::float8 as "toastRows",
      pg_total_relation_size(c.oid) as "totalBytes", c.reltuples::float8 as rows,
      coalesce((select option_value::int from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'), 100) as fillfactor,
      ${columnsAs(sql`a.attrelid = c.oid`, { owner: sql`c.relname`, column: sql`a.attname` })} as columns,
      current_setting('block_size')::int as "pageBytes",
      (select md5(string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ',' order by a.attnum))
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as definition,
      exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
        and not exists (select from unnest(i.indkey[0:i.indnkeyatts - 1]) k(attnum) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where not a.attnotnull)) as "hasKey",
      c.relkind = 'm' as materialized, c.relpersistence = 'u' as unlogged,
      (select jsonb_build_object('schema', rn.nspname, 'name', r.relname)
       from pg_partitioned_table p join pg_class r on r.oid = p.partrelid join pg_namespace rn on rn.oid = r.relnamespace
         join pg_attribute a on a.attrelid = r.oid and a.attnum = p.partattrs[0]
       where c.relispartition and p.partrelid = pg_partition_root(c.oid) and p.partstrat = 'r'
         and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)) as "timePartOf",
      ${mayRewrite(target)} as permitted, c.reltablespace::int8 as tablespace, pg_stat_get_mod_since_analyze(c.oid) as "changedRows",
      greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) is not null as analyzed
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_class t on t.oid = c.reltoastrelid
    where c.oid = any(${oids}::oid[]) order by 3, 4`,
  )

const mayRewrite = ({ server }: PostgresTarget): ReturnType<typeof sql> =>
  server.major >= 17
    ? sql`(pg_has_role(c.relowner, 'usage') or has_table_privilege(c.oid, 'MAINTAIN'))`
    : sql`pg_has_role(c.relowner, 'usage')`
