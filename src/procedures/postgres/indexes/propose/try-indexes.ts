import { identifier, quoteIdentifier, sql } from '../../../../base/sql.ts'
import { sqlStateOf } from '../../../../targets/postgres/failure.ts'
import type { PostgresTarget, Transaction } from '../../../../targets/postgres/index.ts'
import { quoted } from '../../table-name.ts'
import type { ScannedTable } from '../observation.ts'
import { candidatesFor, columnsWanted } from './columns-wanted.ts'
import { forgetPlan, nodesOf, planOf } from './plan.ts'
import type { PlanNode } from './plan.ts'

export type Trial = {
  /** The schema of the extension hypopg. */
  readonly hypopg: string
  readonly table: ScannedTable
  readonly columns: readonly string[]
  readonly query: string
}

export type Found = { readonly statement: string; readonly costNow: number; readonly costThen: number }

/** The cost must fall to half at most, or it isn't worth the writes (dexter, by the author of PgHero, asks for the same). */
const worthwhile = 0.5
/** Of indexes that save this share of what the best one saves, the one with fewest columns is taken. */
const nearlyAsGood = 0.95

/** The index that helps this statement most; null: none does, or the server can't plan the statement by its text. */
export async function tryIndexes(target: PostgresTarget, trial: Trial): Promise<Found | null> {
  return target.reads(async (transaction) => {
    const plan = await attempt(transaction, () => planOf(transaction, target.server.major, trial.query))
    const scan = plan && nodesOf(plan).find((node) => isScanOf(node, trial.table))
    if (!scan) return null
    const costNow = plan['Total Cost']
    const found: (Found & { columns: number })[] = []
    for (const columns of candidatesFor(columnsWanted(scan.Filter!, scan.Alias!, trial.columns))) {
      const on = `ON ${quoted(trial.table)} (${columns.map((column) => quoteIdentifier(column)).join(', ')})`
      const costThen = await attempt(transaction, () => costWith(transaction, target.server.major, trial, `CREATE INDEX ${on}`))
      await transaction.rows(sql`select ${identifier(trial.hypopg, 'hypopg_reset')}()`)
      if (costThen !== null && costThen <= costNow * worthwhile)
        found.push({ statement: `CREATE INDEX CONCURRENTLY ${on};`, costNow, costThen, columns: columns.length })
    }
    const best = Math.min(...found.map(({ costThen }) => costThen))
    const [chosen] = found
      .filter(({ costThen }) => costNow - costThen >= (costNow - best) * nearlyAsGood)
      .toSorted((a, b) => a.columns - b.columns)
    return chosen === undefined ? null : { statement: chosen.statement, costNow, costThen: chosen.costThen }
  })
}

const isScanOf = (node: PlanNode, table: ScannedTable): boolean =>
  node['Node Type'] === 'Seq Scan' &&
  node.Schema === table.schema &&
  node['Relation Name'] === table.name &&
  node.Filter !== undefined &&
  node.Alias !== undefined

/** What the statement would cost with that index; null: the planner would not use it. */
async function costWith(transaction: Reading, major: number, { hypopg, query }: Trial, statement: string): Promise<number | null> {
  const [made] = await transaction.rows<{ name: string }>(
    sql`select indexname as name from ${identifier(hypopg, 'hypopg_create_index')}(${statement})`,
  )
  const plan = await planOf(transaction, major, query)
  return nodesOf(plan).some((node) => node['Index Name'] === made!.name) ? plan['Total Cost'] : null
}

type Reading = Pick<Transaction, 'rows'>

/** What the server refuses (a text that it can't plan, a type without an order) is no answer, and leaves no statement behind. A lost connection passes. */
async function attempt<T>(transaction: Reading, work: () => Promise<T>): Promise<T | null> {
  await transaction.rows(sql`savepoint attempt`)
  try {
    return await work()
  } catch (error) {
    if (sqlStateOf(error) === '') throw error
    await transaction.rows(sql`rollback to savepoint attempt`)
    await forgetPlan(transaction)
    return null
  }
}
