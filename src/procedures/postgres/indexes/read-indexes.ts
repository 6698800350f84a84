import { createHash } from 'node:crypto'
import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readSettled } from '../read-settled.ts'
import type { IndexFacts } from './observation.ts'

type Row = Omit<IndexFacts, 'table'> & {
  readonly tableOid: number
  readonly tableSchema: string
  readonly tableName: string
  /** The index of the partitioned table that it is part of, topmost; null: it stands for itself. */
  readonly root: number | null
}

/**
 * Indexes of the tables that `where` (about `t`, pg_class, and `n`, pg_namespace) picks. Reads catalogs and counters only: takes no lock on any table.
 * Those of partitions are counted with the one of their partitioned table; one that only a partition has stands for itself.
 */
export async function readIndexes(target: PostgresTarget, where: Sql): Promise<readonly IndexFacts[]> {
  const nullsNotDistinct = target.server.major >= 15 ? sql`i.indnullsnotdistinct` : sql`false`
  const rows = await readSettled<Row>(
    target,
    sql`
    with at_work as materialized (
      select distinct l.relation from pg_locks l
      where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())
        and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock', 'AccessExclusiveLock') and l.pid not in (select pid from pg_stat_progress_vacuum)
    ), kept as materialized (
      select conindid as oid, max(format('constraint %I', conname)) as by from pg_constraint where contype in ('p', 'u', 'x') group by 1
    ), depended as materialized (
      select distinct refobjid as oid from pg_depend where refclassid = 'pg_class'::regclass and deptype = 'n'
    ), parameterised as materialized (
      select attrelid as oid, string_agg(attnum || ' ' || attoptions::text, ' ' order by attnum) as by from pg_attribute where attoptions is not null group by 1
    ), extended as materialized (
      select objid as oid from pg_depend where classid = 'pg_class'::regclass and deptype = 'e'
    )
    select c.oid::int8 as oid, cn.nspname as schema, c.relname as name, t.oid::int8 as "tableOid", n.nspname as "tableSchema", t.relname as "tableName",
      c.relkind = 'I' as partitioned, am.amname as method,
      array(select concat_ws(' ', case when i.indkey[k] = 0 then pg_get_indexdef(i.indexrelid, k + 1, false) else i.indkey[k]::text end, i.indclass[k], i.indcollation[k], i.indoption[k])
        from generate_series(0, i.indnkeyatts - 1) k) as keys,
      array(select i.indkey[k]::int from generate_series(0, i.indnkeyatts - 1) k) as columns,
      array(select i.indkey[k]::int from generate_series(i.indnkeyatts::int, i.indnatts - 1) k) as included,
      pg_get_expr(i.indpred, i.indrelid) as predicate, i.indisunique as unique, ${nullsNotDistinct} as "nullsNotDistinct", i.indisunique and not i.indimmediate as deferrable,
      case when c.reloptions is null and o.by is null then '{}'
        else array(select option from unnest(c.reloptions || o.by) option where split_part(option, '=', 1) <> all(${storageOnly}) order by 1) end as options,
      i.indisvalid and i.indisready and i.indislive as valid, w.relation is not null as "atWork",
      coalesce(pg_stat_get_numscans(c.oid), 0) as scans, c.relpages * current_setting('block_size')::int8 as bytes,
      case when k.oid is not null then k.by when i.indisprimary then 'the primary key' when i.indisexclusion then 'an exclusion constraint'
        when i.indisreplident then 'the replica identity' when i.indisclustered then 'CLUSTER' when d.oid is not null then 'objects that depend on it'
        when e.oid is not null then 'an extension' end as "neededFor",
      pg_has_role(t.relowner, 'usage') as permitted, case when c.relispartition then pg_partition_root(c.oid)::int8 end as root
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace cn on cn.oid = c.relnamespace join pg_am am on am.oid = c.relam
      join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
      left join at_work w on w.relation = t.oid left join kept k on k.oid = c.oid left join depended d on d.oid = c.oid
      left join parameterised o on o.oid = c.oid left join extended e on e.oid = t.oid
    where t.relkind in ('r', 'm', 'p') and t.relpersistence <> 't' and ${where}
    order by 2, 3`,
  )
  return withPartsTogether(rows).map(factsOf)
}

/** A part that is not valid is shown beside its whole, since it is what somebody has to mend. */
function withPartsTogether(rows: readonly Row[]): readonly Row[] {
  const there = new Set(rows.map(({ oid }) => oid))
  const parts = Map.groupBy(
    rows.filter(({ root }) => root !== null && there.has(root)),
    ({ root }) => root!,
  )
  return rows.flatMap((row) => {
    if (row.root !== null && there.has(row.root)) return row.valid ? [] : [{ ...row, neededFor: 'an index of its partitioned table' }]
    const own = parts.get(row.oid)
    if (own === undefined) return [row]
    const sum = (of: 'scans' | 'bytes'): number => own.reduce((total, part) => total + part[of], row[of])
    return [{ ...row, scans: sum('scans'), bytes: sum('bytes') }]
  })
}

/** Storage parameters that change how an index is kept, and no answer: of B-trees, hash, GiST, SP-GiST and GIN (PostgreSQL documentation, CREATE INDEX, "Index Storage Parameters"). */
const storageOnly = ['fillfactor', 'deduplicate_items', 'buffering', 'fastupdate', 'gin_pending_list_limit']

/** The same for an index that was rebuilt, another for one that was made anew in another form. */
export const digestOf = ({ schema, name, table, method, keys, included, predicate, options }: IndexFacts): string =>
  createHash('sha256')
    .update(JSON.stringify([schema, name, table.oid, method, keys, included, predicate, ...options]))
    .digest('base64url')
    .slice(0, 16)

/** Field by field: there are tens of thousands of them, and what is spread into a new object takes several times the room. */
const factsOf = (row: Row): IndexFacts => ({
  oid: row.oid,
  schema: row.schema,
  name: row.name,
  table: { oid: row.tableOid, schema: row.tableSchema, name: row.tableName },
  partitioned: row.partitioned,
  method: row.method,
  keys: row.keys,
  columns: row.columns,
  included: row.included,
  predicate: row.predicate,
  unique: row.unique,
  nullsNotDistinct: row.nullsNotDistinct,
  deferrable: row.deferrable,
  options: row.options,
  valid: row.valid,
  atWork: row.atWork,
  scans: row.scans,
  bytes: row.bytes,
  neededFor: row.neededFor,
  permitted: row.permitted,
})
