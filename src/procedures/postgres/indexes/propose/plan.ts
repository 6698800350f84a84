import { sql } from '../../../../base/sql.ts'
import type { Sql } from '../../../../base/sql.ts'
import type { Transaction } from '../../../../targets/postgres/index.ts'
import { maskLiterals } from '../../../../targets/postgres/mask-literals.ts'
import { ownMark } from '../../own-mark.ts'

export type PlanNode = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Schema?: string
  readonly Alias?: string
  readonly Filter?: string
  readonly 'Index Name'?: string
  readonly 'Total Cost': number
  readonly Plans?: readonly PlanNode[]
}

type Rows = Pick<Transaction, 'rows'>

/** How a statement with parameters would be carried out whatever their values; nothing is executed. Throws what the server says of one that it can't plan. */
export async function planOf(transaction: Rows, major: number, statement: string): Promise<PlanNode> {
  const query = withCasts(statement)
  if (major >= 16) return planIn(await transaction.rows(text(`explain (generic_plan, verbose, format json) ${query}`)))
  await transaction.rows(sql`set local plan_cache_mode = force_generic_plan`)
  await transaction.rows(text(`prepare ${ownMark} as ${query}`))
  const nulls = Array.from({ length: parametersOf(query) }, () => 'null').join(', ')
  const plan = planIn(await transaction.rows(text(`explain (verbose, format json) execute ${ownMark}${nulls && `(${nulls})`}`)))
  await transaction.rows(text(`deallocate ${ownMark}`))
  return plan
}

/** Leaves no prepared statement behind when planning failed: those outlive a transaction. */
export async function forgetPlan(transaction: Rows): Promise<void> {
  const left = await transaction.rows(sql`select from pg_prepared_statements where name = ${ownMark}`)
  if (left.length > 0) await transaction.rows(text(`deallocate ${ownMark}`))
}

export const nodesOf = (plan: PlanNode): readonly PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap((child) => nodesOf(child))]

/** pg_stat_statements puts a parameter for the literal of `interval '1 day'`, which leaves what is no SQL. */
const withCasts = (statement: string): string => statement.replaceAll(/\b(interval|date|time|timestamp|timestamptz)\s+(\$\d+)/gi, '$2::$1')

const text = (statement: string): Sql => ({ text: statement, values: [] })

function planIn(rows: readonly unknown[]): PlanNode {
  const [row] = rows as readonly { 'QUERY PLAN': readonly { Plan: PlanNode }[] }[]
  return row!['QUERY PLAN'][0]!.Plan
}

const parametersOf = (query: string): number =>
  Math.max(0, ...[...maskLiterals(query).matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))
