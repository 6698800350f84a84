import type { JsonObject } from '../../../base/json.ts'
import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { presentable } from './query-text.ts'

/** What pg_stat_statements has counted of one statement since it first saw it, over all users. */
export type Counter = {
  /** queryid: the same for all spellings of a statement, and for as long as its tables are the same. */
  readonly id: string
  readonly calls: number
  readonly totalMs: number
  readonly rows: number
  /** Only ever ran inside of a function, whose own statement holds its time too. */
  readonly nested: boolean
}

export type Counters = {
  readonly counters: readonly Counter[]
  /** Statements of others that the role may not see. */
  readonly hidden: number
}

/** When the counters began, and how often entries had to make room for others. */
export type Info = JsonObject & { readonly since: string | null; readonly evictions: number | null; readonly maxEntries: number | null }

/** The names that columns have in this version of the extension, which may be older than the server: 1.8 renamed the times, 1.9 added toplevel. */
export type Columns = { readonly totalTime: Sql; readonly topLevel: Sql; readonly hasInfo: boolean }

export async function findColumns(target: PostgresTarget, schema: string): Promise<Columns> {
  const rows = await target.read<{ relation: string; column: string }>(sql`
    select c.relname as relation, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = (select oid from pg_namespace where nspname = ${schema}) and c.relname in ('pg_stat_statements', 'pg_stat_statements_info')`)
  const has = (column: string): boolean => rows.some((row) => row.relation === 'pg_stat_statements' && row.column === column)
  return {
    totalTime: has('total_exec_time') ? identifier('total_exec_time') : identifier('total_time'),
    topLevel: has('toplevel') ? identifier('toplevel') : sql`true`,
    hasInfo: rows.some(({ relation }) => relation === 'pg_stat_statements_info'),
  }
}

/** Of this database. Without their texts, which the server would have to read from a file. */
export async function readCounters(target: PostgresTarget, schema: string, columns: Columns): Promise<Counters> {
  const rows = await target.read<Omit<Counter, 'id'> & { id: string | null; statements: number }>(sql`
    select queryid::text as id, sum(calls)::float8 as calls, sum(${columns.totalTime})::float8 as "totalMs", sum(rows)::float8 as rows,
      not bool_or(${columns.topLevel}) as nested, count(*)::int as statements
    from ${identifier(schema, 'pg_stat_statements')}(false)
    where dbid = (select oid from pg_database where datname = current_database()) group by queryid`)
  const counters = rows.flatMap(({ id, calls, totalMs, rows: count, nested }) =>
    id === null ? [] : [{ id, calls, totalMs, rows: count, nested }],
  )
  return { counters, hidden: rows.find(({ id }) => id === null)?.statements ?? 0 }
}

export async function readInfo(target: PostgresTarget, schema: string, { hasInfo }: Columns): Promise<Info> {
  const [limit] = await target.read<{ max: number }>(
    sql`select setting::int8 as max from pg_settings where name = 'pg_stat_statements.max'`,
  )
  const maxEntries = limit?.max ?? null
  if (!hasInfo) return { since: null, evictions: null, maxEntries }
  const [info] = await target.read<{ since: string; evictions: number }>(sql`
    select stats_reset as since, dealloc as evictions from ${identifier(schema, 'pg_stat_statements_info')}`)
  return { since: info!.since, evictions: info!.evictions, maxEntries }
}

/** The texts of these statements, as they can be shown. */
export async function readTexts(target: PostgresTarget, schema: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await target.read<{ id: string; text: string }>(sql`
    select distinct on (queryid) queryid::text as id, left(query, 5000) as text from ${identifier(schema, 'pg_stat_statements')}(true)
    where dbid = (select oid from pg_database where datname = current_database()) and queryid = any(${ids}::int8[]) order by queryid`)
  return new Map(rows.map(({ id, text }) => [id, presentable(text)]))
}
