import { RemoteError, UserError } from '../../base/errors.ts'
import { quoteIdentifier, sql } from '../../base/sql.ts'
import type { Transaction } from '../../targets/postgres/index.ts'
import type { TableRows } from '../table-rows.ts'
import { readColumns } from './column.ts'
import type { TableColumn } from './column.ts'
import { conditionOf, timeTypeOf } from './condition.ts'
import { databaseIdentity } from './identity.ts'
import { firstUnseen } from './written-before.ts'

/** What is to be archived, as the snapshot shows it. */
export type Source = {
  readonly database: string
  readonly columns: readonly TableColumn[]
  /** Table and condition, as they follow FROM. */
  readonly from: string
  readonly statement: string
  /** When the snapshot was taken, by the server's clock. */
  readonly at: string
  /** What transactions before this one wrote here is in the snapshot: see `firstUnseen`. */
  readonly xmin: string
  /** How many rows the planner expects. */
  readonly estimate: number
  /** How much room they may take, roughly. */
  readonly bytes: number
}

/** Throws a UserError for a table or column that isn't there or doesn't fit. */
export async function lookAtSource(transaction: Transaction, rows: TableRows): Promise<Source> {
  const { schema, table } = rows
  const database = await databaseIdentity(transaction)
  if (database !== rows.database)
    throw new RemoteError(`the rows are of the database ${rows.database}, and this is ${database}`, {
      transient: false,
      hint: 'the target was changed meanwhile; the next run plans anew.',
    })
  const columns = await readColumns(transaction, { schema, name: table })
  if (columns.length === 0)
    throw new UserError(`there is no table ${schema}.${table} with columns`, {
      code: 'not-found',
      hint: 'it was dropped or renamed; the next run plans anew.',
    })
  const from = fromOf(rows, columns)
  const [moment] = await transaction.rows<{ at: string; xmin: string }>(
    sql`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, ${firstUnseen} as xmin`,
  )
  return { database, columns, from, statement: `SELECT * FROM ${from}`, ...moment!, ...(await estimate(transaction, rows, from)) }
}

function fromOf({ schema, table, where }: TableRows, columns: readonly TableColumn[]): string {
  const name = quoteIdentifier(schema, table)
  if (where === null) return name
  const column = columns.find((candidate) => candidate.name === where.column)
  const type = column && timeTypeOf(column.bareType)
  if (!type)
    throw new UserError(`${schema}.${table} has no column ${where.column} of a time`, {
      hint: 'archives go by timestamptz, timestamp or date.',
    })
  return `${name} WHERE ${conditionOf(where, type)}`
}

/** The planner's word for the rows, and their share of the table with its long values (TOAST), plus what they are as text. */
async function estimate(
  transaction: Transaction,
  { schema, table }: TableRows,
  from: string,
): Promise<{ estimate: number; bytes: number }> {
  const [explained] = await transaction.rows<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number; 'Plan Width': number } }[] }>({
    text: `explain (format json) select * from ${from}`,
    values: [],
  })
  const { 'Plan Rows': rows, 'Plan Width': width } = explained!['QUERY PLAN'][0]!.Plan
  const [size] = await transaction.rows<{ bytes: number; rows: number }>(sql`
    select pg_table_size(c.oid) as bytes, greatest(c.reltuples, 0)::float8 as rows from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = ${table}`)
  const share = size!.rows > 0 ? Math.min(1, rows / size!.rows) : 1
  return { estimate: rows, bytes: Math.round(size!.bytes * share + rows * width) }
}
