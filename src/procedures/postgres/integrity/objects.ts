import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { inSchemas } from '../vacuum/table-care.ts'
import type { Amcheck } from './amcheck.ts'
import type { IntegrityParams } from './params.ts'

/** Something that amcheck can check: a B-tree index, or a table with its own storage (TOAST tables too). */
export type Checkable = {
  readonly oid: number
  readonly kind: 'index' | 'table'
  readonly schema: string
  readonly name: string
  /** The table that it belongs to; null: it is one. */
  readonly table: { readonly schema: string; readonly name: string } | null
  /** As of the last VACUUM or ANALYZE. */
  readonly bytes: number
  /** pg_relation_filenode */
  readonly file: number | null
}

export type Scope = { readonly amcheck: Amcheck; readonly params: IntegrityParams }

/** What TOAST and indexes belong to decides whether they are looked at. Temporary tables are their session's alone; on a standby, unlogged ones are empty. */
const checkable = (target: PostgresTarget, { amcheck, params }: Scope): Sql => sql`
  with tables as materialized (
    select c.oid, c.relname, c.relnamespace, c.relam, c.relpages, coalesce(o.oid, c.oid) as owner, c.relkind = 't' as toast
    from pg_class c left join pg_class o on c.relkind = 't' and o.reltoastrelid = c.oid
      join pg_namespace n on n.oid = coalesce(o.relnamespace, c.relnamespace)
    where c.relkind in ('r', 'm', 't') and c.relpersistence <> 't' and not (pg_is_in_recovery() and c.relpersistence = 'u')
      and (${inSchemas(target)} or (${params.catalogs} and n.nspname = 'pg_catalog'))
  ), checkable as (
    select oid, 'table' as kind, relnamespace, relname, relpages, case when toast then owner end as owner
    from tables where ${amcheck.tables && params.tables} and relam = (select oid from pg_am where amname = 'heap')
    union all
    select i.indexrelid, 'index', c.relnamespace, c.relname, c.relpages, t.owner
    from pg_index i join tables t on t.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
    where ${amcheck.indexes} and i.indisvalid and i.indisready and c.relkind = 'i' and c.relam = (select oid from pg_am where amname = 'btree')
  )`

/** The next ones in the order of their object ids, which a round goes by: whatever is checked next was not checked for longest. */
export const nextObjects = (target: PostgresTarget, scope: Scope, after: number, limit: number): Promise<readonly Checkable[]> =>
  target.read(sql`
    ${checkable(target, scope)}
    select k.oid::int8, k.kind, n.nspname as schema, k.relname as name, k.relpages * current_setting('block_size')::int8 as bytes, pg_relation_filenode(k.oid)::int8 as file,
      case when o.oid is not null then json_build_object('schema', m.nspname, 'name', o.relname) end as table
    from (select * from checkable where oid > ${after}::oid order by oid limit ${limit}) k
      join pg_namespace n on n.oid = k.relnamespace left join pg_class o on o.oid = k.owner left join pg_namespace m on m.oid = o.relnamespace
    order by k.oid`)

/** Those of them that are still there, each with the file that it is in now. */
export async function readFiles(target: PostgresTarget, oids: readonly number[]): Promise<ReadonlyMap<number, number | null>> {
  if (oids.length === 0) return new Map()
  const rows = await target.read<{ oid: number; file: number | null }>(
    sql`select oid::int8, pg_relation_filenode(oid)::int8 as file from pg_class where oid = any(${oids}::oid[])`,
  )
  return new Map(rows.map(({ oid, file }) => [oid, file]))
}

export async function countObjects(
  target: PostgresTarget,
  scope: Scope,
  after: number,
): Promise<{ readonly all: number; readonly left: number }> {
  const [row] = await target.read<{ all: number; left: number }>(sql`
    ${checkable(target, scope)} select count(*)::int as all, (count(*) filter (where oid > ${after}::oid))::int as left from checkable`)
  return row!
}

/** Indexes of other kinds than B-tree, which amcheck can't check. */
export async function countOtherIndexes(target: PostgresTarget): Promise<number> {
  const [row] = await target.read<{ count: number }>(sql`
    select count(*)::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'i' and c.relam <> (select oid from pg_am where amname = 'btree') and ${inSchemas(target)}`)
  return row!.count
}
