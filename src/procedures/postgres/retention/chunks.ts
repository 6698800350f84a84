import { quoteIdentifier, quoteLiteral, sql } from '../../../base/sql.ts'
import { UserError } from '../../../base/errors.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { findExtension } from '../extension.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { limitOf } from './predicate.ts'
import type { Policy } from './predicate.ts'

/** A chunk of a TimescaleDB hypertable that holds expired rows only. */
export type Chunk = TableName &
  JsonObject & {
    /** The end of its range, ISO 8601. */
    readonly until: string
    /** As of the last ANALYZE. */
    readonly rows: number
    readonly bytes: number
    /** Its rows can't be asked one by one when they were written. */
    readonly compressed: boolean
  }

export type Chunks = JsonObject & {
  /** The schema that the functions of the extension are in. */
  readonly functions: string
  readonly expired: readonly Chunk[]
}

/** What show_chunks and drop_chunks are asked with: the plan and the deed by the same words. Chunks whose whole range has ended before the limit. */
export const chunksOlder = (call: 'show_chunks' | 'drop_chunks', functions: string, table: TableName, policy: Policy): string =>
  `${quoteIdentifier(functions, call)}(${quoteLiteral(quoted(table))}::regclass, older_than => ${limitOf(policy).text})`

/** null: the table is no hypertable. Throws a UserError for one whose rows can't be kept as the task says. */
export async function readChunks(
  target: PostgresTarget,
  table: TableName,
  policy: Policy,
  mode: 'auto' | 'partitions' | 'rows',
): Promise<Chunks | null> {
  const { installed } = await findExtension(target, 'timescaledb')
  if (installed === null) return null
  const [dimension] = await target.read<{ column: string }>(sql`
    select column_name as column from timescaledb_information.dimensions
    where hypertable_schema = ${table.schema} and hypertable_name = ${table.name} and dimension_number = 1`)
  if (dimension === undefined) return null
  if (dimension.column !== policy.column)
    throw new UserError(`${displayName(table)} is a hypertable by ${dimension.column}, not by ${policy.column}`, {
      hint: `keep its rows by \`column: ${dimension.column}\`, so that whole chunks go.`,
    })
  if (mode === 'rows')
    throw new UserError(`${displayName(table)} is a hypertable: its rows go chunk by chunk`, {
      hint: 'leave out `mode: rows`; chunks that are only partly expired stay.',
    })
  const expired = await target.read<Chunk>(sql`
    select k.chunk_schema as schema, k.chunk_name as name, k.range_end as until, coalesce(k.is_compressed, false) as compressed,
      greatest(c.reltuples, 0)::float8 as rows, pg_total_relation_size(c.oid) as bytes
    from timescaledb_information.chunks k join pg_namespace n on n.nspname = k.chunk_schema join pg_class c on c.relnamespace = n.oid and c.relname = k.chunk_name
    where k.hypertable_schema = ${table.schema} and k.hypertable_name = ${table.name}
      and c.oid in (select shown::oid from ${{ text: chunksOlder('show_chunks', installed.schema, table, policy), values: [] }} shown)
    order by k.range_end, 2`)
  return { functions: installed.schema, expired }
}
