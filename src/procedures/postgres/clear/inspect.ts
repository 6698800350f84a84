import { databaseIdentity } from '../../../backup/archive/identity.ts'
import { writtenBefore } from '../../../backup/archive/written-before.ts'
import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { findTable, listTables } from '../find-table.ts'
import type { FoundTable } from '../find-table.ts'
import { countRows } from '../retention/count.ts'
import { readDeleteGuards } from '../delete-guards.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { ClearObservation, Reference, ToClear } from './observation.ts'
import type { ClearParams } from './params.ts'
import { deleteKey, truncateKey } from './steps.ts'

/** Counting one table for the preview may take this long, in milliseconds: a person is to say yes to the number. */
const countTimeoutMs = 60_000

/** Throws a UserError for a name that isn't there, with what may have been meant. */
export async function inspectClear(target: PostgresTarget, params: ClearParams, ctx: InspectContext): Promise<ClearObservation> {
  const all = await listTables(target)
  const found = params.tables.map((name) => findTable(all, target.server.place, name))
  const tables: ToClear[] = []
  for (const table of new Map(found.map((one) => [one.oid, one])).values()) tables.push(await inspectTable(target, table, ctx))
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  return {
    now: clock!.now,
    standby: target.server.standby,
    database: await databaseIdentity({ rows: target.read }),
    tables,
    references: await readReferences(
      target,
      found.map(({ oid }) => oid),
    ),
  }
}

async function inspectTable(target: PostgresTarget, { oid, schema, name }: FoundTable, ctx: InspectContext): Promise<ToClear> {
  const table = { schema, name }
  const [row] = await target.read<Pick<ToClear, 'bytes' | 'mayTruncate' | 'mayDelete' | 'rowSecurity' | 'heirs' | 'foreign'>>(sql`
    with tree as (select p.relid from pg_partition_tree(${oid}::oid) p union select ${oid}::oid)
    select (select sum(pg_total_relation_size(relid))::int8 from tree) as bytes,
      has_table_privilege(c.oid, 'TRUNCATE') as "mayTruncate", (select bool_and(has_table_privilege(relid, 'DELETE')) from tree) as "mayDelete",
      (select bool_or(row_security_active(relid)) from tree) as "rowSecurity",
      array(select i.inhrelid::regclass::text from pg_inherits i join pg_class h on h.oid = i.inhrelid where i.inhparent = c.oid and not h.relispartition order by 1) as heirs,
      array(select relid::regclass::text from tree join pg_class f on f.oid = relid where f.relkind = 'f' order by 1) as foreign
    from pg_class c where c.oid = ${oid}::oid`)
  const leaves = await target.read<TableName>(sql`
    select n.nspname as schema, l.relname as name from (select relid, isleaf from pg_partition_tree(${oid}::oid) union select ${oid}::oid, true) t
      join pg_class l on l.oid = t.relid join pg_namespace n on n.oid = l.relnamespace
    where t.isleaf and l.relkind = 'r' order by 1, 2`)
  const upTo = (ctx.record(truncateKey) ?? ctx.record(deleteKey(table)))?.outcome['upTo']
  const old: Sql = { text: typeof upTo === 'string' ? writtenBefore(upTo) : 'true', values: [] }
  const rows = await count(target, table, old)
  const parts = []
  for (const leaf of leaves) parts.push({ ...leaf, rows: leaves.length === 1 ? rows : await count(target, leaf, old) })
  const newer = typeof upTo === 'string' ? (await count(target, table, sql`not ${old}`)).rows : null
  return { ...table, rows, newer, parts, ...row!, ...(await readDeleteGuards(target, oid)) }
}

const count = (target: PostgresTarget, { schema, name }: TableName, condition: Sql) =>
  countRows(target, identifier(schema, name), condition, countTimeoutMs)

/** Foreign keys that refer to these tables, to partitions of them, or to what they are partitions of; one that partitions took over from their table is told once. */
async function readReferences(target: PostgresTarget, oids: readonly number[]): Promise<readonly Reference[]> {
  const rows = await target.read<{ constraint: string; from: TableName; to: TableName; named: boolean; passesOn: boolean }>(sql`
    with named as (
      select o.oid as root, coalesce(t.relid, o.oid) as oid from unnest(${oids}::oid[]) o(oid) left join lateral pg_partition_tree(o.oid) t on true
    ), concerned as (
      select root, oid from named union select o.oid, a.relid from unnest(${oids}::oid[]) o(oid), pg_partition_ancestors(o.oid) a
    )
    select f.conname as constraint, jsonb_build_object('schema', fn.nspname, 'name', fc.relname) as from, jsonb_build_object('schema', tn.nspname, 'name', tc.relname) as to,
      f.conrelid in (select oid from named) as named, f.confdeltype in ('c', 'n', 'd') as "passesOn"
    from pg_constraint f join concerned on concerned.oid = f.confrelid
      join pg_class tc on tc.oid = concerned.root join pg_namespace tn on tn.oid = tc.relnamespace
      join pg_class fc on fc.oid = coalesce((select n.root from named n where n.oid = f.conrelid limit 1), f.conrelid) join pg_namespace fn on fn.oid = fc.relnamespace
    where f.contype = 'f' and f.conparentid = 0 order by 1, 2`)
  return rows.map(({ from, to, ...reference }) => ({ ...reference, from: displayName(from), to: displayName(to) }))
}
