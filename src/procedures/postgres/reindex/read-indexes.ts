import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { columnsAs } from '../bloat/columns.ts'
import type { Column } from '../bloat/columns.ts'
import { readSettled } from '../read-settled.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'

/** Every index that stores something, by name and size: all that is needed to choose by. */
export type ListedIndex = TableName & {
  readonly oid: number
  readonly table: TableName
  /** The partitioned table and index that they are part of, topmost; null: of none. */
  readonly rootTable: TableName | null
  readonly rootIndex: TableName | null
  readonly valid: boolean
  readonly bytes: number
}

const nameOf = (relation: string): string =>
  `(select jsonb_build_object('schema', rn.nspname, 'name', r.relname) from pg_class r join pg_namespace rn on rn.oid = r.relnamespace where r.oid = ${relation})`
const rootTable = { text: nameOf('pg_partition_root(o.oid)'), values: [] }
const rootIndex = { text: nameOf('pg_partition_root(c.oid)'), values: [] }

/**
 * Lists the indexes of the schemas under care; of TOAST tables only the invalid ones, under the table that they serve. Asking for a size takes a lock, so
 * what somebody holds locked for himself alone is left out: it is measured at the next look. What pg_repack makes for its work is its own.
 */
export const listIndexes = (target: PostgresTarget): Promise<readonly ListedIndex[]> =>
  readSettled<ListedIndex>(
    target,
    sql`
    select c.oid::int8 as oid, cn.nspname as schema, c.relname as name, jsonb_build_object('schema', n.nspname, 'name', o.relname) as table,
      case when o.relispartition then ${rootTable} end as "rootTable", case when c.relispartition then ${rootIndex} end as "rootIndex",
      i.indisvalid as valid, pg_relation_size(c.oid) as bytes
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace cn on cn.oid = c.relnamespace join pg_class t on t.oid = i.indrelid
      join pg_class o on o.oid = case when t.relkind = 't' then (select u.oid from pg_class u where u.reltoastrelid = t.oid) else t.oid end
      join pg_namespace n on n.oid = o.relnamespace
    where c.relkind = 'i' and o.relpersistence <> 't' and (t.relkind <> 't' or not i.indisvalid) and n.nspname <> 'repack' and ${inSchemas(target)}
      and not exists (select from pg_locks l where l.locktype = 'relation' and l.relation in (i.indexrelid, i.indrelid) and l.granted
        and l.mode = 'AccessExclusiveLock' and l.database = (select oid from pg_database where datname = current_database()))
    order by 2, 3`,
  )

export type ReadIndex = TableName & {
  readonly oid: number
  readonly table: TableName
  readonly tableBytes: number
  readonly bytes: number
  readonly method: string
  readonly fillfactor: number
  readonly definition: string
  readonly rows: number
  readonly columns: readonly Column[]
  readonly pageBytes: number
  readonly exclusion: boolean
  readonly partial: boolean
  readonly permitted: boolean
  readonly tablespace: number
  readonly tableRows: number
  readonly changedRows: number
  readonly analyzed: boolean
}

/** What the estimate needs to know of these indexes. */
export const readIndexes = (target: PostgresTarget, oids: readonly number[]): Promise<readonly ReadIndex[]> =>
  readSettled<ReadIndex>(
    target,
    sql`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name, jsonb_build_object('schema', tn.nspname, 'name', t.relname) as table,
      pg_table_size(t.oid) as "tableBytes", pg_relation_size(c.oid) as bytes, m.amname as method,
      coalesce((select option_value::int from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'), 90) as fillfactor,
      md5(pg_get_indexdef(c.oid)) as definition, c.reltuples::float8 as rows,
      ${columnsAs(sql`a.attrelid = c.oid`, {
        // Those of the table are of all its rows: of those that a partial index holds they say nothing.
        owner: sql`case when i.indkey[a.attnum - 1] = 0 then c.relname when i.indpred is null then t.relname end`,
        column: sql`case when i.indkey[a.attnum - 1] = 0 then a.attname
          else (select b.attname from pg_attribute b where b.attrelid = t.oid and b.attnum = i.indkey[a.attnum - 1]) end`,
      })} as columns,
      current_setting('block_size')::int as "pageBytes", i.indisexclusion as exclusion, i.indpred is not null as partial, ${mayRebuild(target)} as permitted, c.reltablespace::int8 as tablespace,
      greatest(t.reltuples, 0)::float8 as "tableRows", pg_stat_get_mod_since_analyze(t.oid) as "changedRows",
      greatest(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)) is not null as analyzed
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace join pg_am m on m.oid = c.relam
      join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
    where c.oid = any(${oids}::oid[]) order by pg_relation_size(c.oid) desc, 2, 3`,
  )

/** REINDEX and DROP INDEX: the owner's, and from 17 on also MAINTAIN for REINDEX. About `t`, the table. */
const mayRebuild = ({ server }: PostgresTarget): ReturnType<typeof sql> =>
  server.major >= 17
    ? sql`(pg_has_role(t.relowner, 'usage') or has_table_privilege(t.oid, 'MAINTAIN'))`
    : sql`pg_has_role(t.relowner, 'usage')`
