import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { TableName } from '../table-name.ts'

export type Count = { readonly rows: number; readonly how: 'exact' | 'estimate' }

/** Counting for a preview may take this long, in milliseconds. */
export const countTimeoutMs = 2_000

/** How many rows a predicate is about: counted where that is quick, else the planner's estimate. Never 0 unless there is none: to be sure of that takes as long as the target allows. */
export async function countRows(target: PostgresTarget, table: Sql, predicate: Sql, timeoutMs = countTimeoutMs): Promise<Count> {
  const [some] = await target.read<{ some: boolean }>(sql`select exists (select from ${table} where ${predicate}) as some`)
  return some!.some ? countQuickly(target, table, predicate, timeoutMs) : { rows: 0, how: 'exact' }
}

/** The same, but that it takes the planner's estimate for it, too, that there is any. */
export async function countQuickly(target: PostgresTarget, table: Sql, predicate: Sql, timeoutMs = countTimeoutMs): Promise<Count> {
  try {
    const [counted] = await target.read<{ rows: number }>(sql`select count(*) as rows from ${table} where ${predicate}`, { timeoutMs })
    return { rows: counted!.rows, how: 'exact' }
  } catch (error) {
    if (sqlStateOf(error) !== '57014') throw error
    return { rows: await estimateRows(target, table, predicate), how: 'estimate' }
  }
}

/** Counting one thing after the other for a preview may take this long in all, in milliseconds; what is left then is not counted. */
export const allTimeoutMs = 15_000

/** Whole tables with the number of their rows; without those that were dropped meanwhile. */
export async function countEach<Table extends TableName>(target: PostgresTarget, tables: readonly Table[]): Promise<(Table & Count)[]> {
  const deadline = performance.now() + allTimeoutMs
  const counted: (Table & Count)[] = []
  for (const table of tables) {
    const [name, all] = [identifier(table.schema, table.name), sql`true`]
    const counting = performance.now() < deadline ? countQuickly(target, name, all) : estimateRows(target, name, all).then(estimated)
    const count = await counting.catch(noneWhenDropped)
    if (count !== null) counted.push({ ...table, ...count })
  }
  return counted
}

const estimated = (rows: number): Count => ({ rows, how: 'estimate' })

function noneWhenDropped(error: unknown): null {
  if (sqlStateOf(error) === '42P01') return null
  throw error
}

/** The planner’s: it knows how large the table is now, and guesses how many rows fit on a page where nobody has vacuumed or analyzed it yet. */
export async function estimateRows(target: PostgresTarget, table: Sql, predicate: Sql): Promise<number> {
  const [explained] = await target.read<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>(
    sql`explain (format json) select from ${table} where ${predicate}`,
  )
  return Math.max(1, explained!['QUERY PLAN'][0]!.Plan['Plan Rows'])
}
