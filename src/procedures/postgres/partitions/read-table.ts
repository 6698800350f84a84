import { timeTypeOf } from '../../../backup/archive/condition.ts'
import type { TimeType } from '../../../backup/archive/condition.ts'
import { UserError } from '../../../base/errors.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { findTable, listTables } from '../find-table.ts'
import type { TableName } from '../table-name.ts'
import { displayName } from '../table-name.ts'
import type { Partition } from './observation.ts'

/** The partitioned table of a task. */
export type Parent = TableName & {
  readonly oid: number
  readonly column: string
  readonly columnType: TimeType
  readonly owner: string
  readonly user: string
  readonly tablespace: string | null
  readonly mayCreate: boolean
}

/** Throws a UserError for a table that isn't there, or that isn't partitioned by ranges of one column of time. */
export async function readParent(target: PostgresTarget, named: string): Promise<Parent> {
  const { oid, schema, name } = findTable(await listTables(target), target.server.place, named)
  const [row] = await target.read<{
    strategy: string | null
    keys: number
    column: string | null
    type: string | null
    owner: string
    user: string
    tablespace: string | null
    mayCreate: boolean
  }>(sql`
    select p.partstrat as strategy, coalesce(p.partnatts, 0)::int as keys, a.attname as column, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) as type,
      pg_get_userbyid(c.relowner) as owner, current_user::text as user, s.spcname as tablespace,
      pg_has_role(c.relowner, 'usage') and has_schema_privilege(c.relnamespace, 'create') as "mayCreate"
    from pg_class c left join pg_partitioned_table p on p.partrelid = c.oid
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0] and a.attnum > 0
      left join pg_type t on t.oid = a.atttypid left join pg_tablespace s on s.oid = c.reltablespace
    where c.oid = ${oid}::oid`)
  const table = { schema, name }
  const hint = 'partitions are made for tables PARTITION BY RANGE of one column that is timestamptz, timestamp or date.'
  if (!row?.strategy) throw new UserError(`${displayName(table)} is not partitioned`, { hint })
  const columnType = row.type === null ? null : timeTypeOf(row.type)
  if (row.strategy !== 'r' || row.keys !== 1 || row.column === null || columnType === null) {
    const strategy = { r: 'ranges', l: 'lists', h: 'hashes' }[row.strategy]
    const of = row.keys > 1 ? `${row.keys} columns` : row.column === null ? 'an expression' : `${row.column} (${row.type})`
    throw new UserError(`${displayName(table)} is partitioned by ${strategy} of ${of}`, { hint })
  }
  const { owner, user, tablespace, mayCreate, column } = row
  return { oid, ...table, column, columnType, owner, user, tablespace, mayCreate }
}

export type Parts = {
  readonly partitions: readonly Partition[]
  readonly divided: readonly string[]
  readonly byDefault: (TableName & { readonly oid: number; readonly bytes: number }) | null
}

/** What there is, in the order of the ranges. */
export async function readParts(target: PostgresTarget, parent: Parent): Promise<Parts> {
  const rows = await target.read<TableName & { oid: number; kind: string; bound: string; bytes: number }>(sql`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name, c.relkind as kind, pg_get_expr(c.relpartbound, c.oid) as bound,
      coalesce((select sum(pg_table_size(b.relid)) from pg_partition_tree(c.oid) b), 0)::int8 as bytes
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    where i.inhparent = ${parent.oid}::oid order by 2, 3`)
  const byDefault = rows.find(({ bound }) => bound === 'DEFAULT')
  const ranged = rows.filter(({ bound }) => bound !== 'DEFAULT')
  const ends = await readEnds(
    target,
    parent.columnType,
    ranged.map(({ bound }) => boundOf(bound)),
  )
  return {
    partitions: ranged
      .map(({ schema, name }, n) => ({ schema, name, ...ends[n]! }))
      .toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? '')),
    divided: ranged.filter(({ kind }) => kind === 'p').map(displayName),
    byDefault: byDefault ? { oid: byDefault.oid, schema: byDefault.schema, name: byDefault.name, bytes: byDefault.bytes } : null,
  }
}

type Bound = { readonly from: string | null; readonly to: string | null }

/** The two ends of `FOR VALUES FROM ('2025-01-01 00:00:00+00') TO (MAXVALUE)` as PostgreSQL wrote them; null: no limit. */
export function boundOf(bound: string): Bound {
  const match = /^FOR VALUES FROM \((?:'((?:[^']|'')*)'|MINVALUE)\) TO \((?:'((?:[^']|'')*)'|MAXVALUE)\)$/.exec(bound)
  if (!match) throw new Error(`not the range of one column: ${bound}`)
  return { from: match[1]?.replaceAll("''", "'") ?? null, to: match[2]?.replaceAll("''", "'") ?? null }
}

/** The server reads what it wrote, whatever its style of dates. Beyond the years 1 to 9999 there is no limit. */
async function readEnds(target: PostgresTarget, type: TimeType, bounds: readonly Bound[]): Promise<readonly Bound[]> {
  const texts = [...new Set(bounds.flatMap(({ from, to }) => [from, to]).filter((text) => text !== null))]
  const moment =
    type === 'timestamptz' ? sql`t::timestamptz at time zone 'UTC'` : type === 'date' ? sql`t::date::timestamp` : sql`t::timestamp`
  const rows = await target.read<{ text: string; moment: string | null }>(sql`
    select t as text, case when ${moment} between '0001-01-01' and '9999-12-31' then to_char(${moment}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end as moment
    from unnest(${texts}::text[]) t`)
  const moments = new Map(rows.map(({ text, moment: read }) => [text, read]))
  const read = (text: string | null): string | null => (text === null ? null : moments.get(text)!)
  return bounds.map(({ from, to }) => ({ from: read(from), to: read(to) }))
}

/** Which of these names are taken in the schema of the table. */
export async function readTaken(target: PostgresTarget, parent: Parent, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await target.read<{ name: string }>(sql`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${parent.schema} and c.relname = any(${names})`)
  return new Set(rows.map(({ name }) => name))
}
