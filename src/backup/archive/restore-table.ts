import { UserError } from '../../base/errors.ts'
import { quoteIdentifier, sql } from '../../base/sql.ts'
import type { Transaction } from '../../targets/postgres/index.ts'
import { readColumns } from './column.ts'
import type { TableColumn } from './column.ts'
import type { Manifest } from './manifest.ts'

export type TableName = { readonly schema: string; readonly name: string }

/** Makes the table where there is none, with the columns and types of the archive. Returns whether it did. */
export async function ensureTable({ rows, change }: Transaction, { columns }: Manifest, table: TableName): Promise<boolean> {
  if ((await readColumns({ rows }, table)).length > 0) return false
  const types = await rows<{ type: string; known: boolean }>(
    sql`select type, to_regtype(type) is not null as known from unnest(${columns.map(({ type }) => type)}::text[]) type`,
  )
  const unknown = [...new Set(types.filter(({ known }) => !known).map(({ type }) => type))]
  if (unknown.length > 0)
    throw new UserError(`the database has no type ${unknown.join(', ')}, which ${table.schema}.${table.name} needs`, {
      hint: 'create it there first.',
    })
  await change({
    text: `create table ${quoteIdentifier(table.schema, table.name)} (${columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`).join(', ')})`,
    values: [],
  })
  return true
}

/** The columns of the table that those of the archive go into, in their order. Throws a UserError that names each one that is missing or of another type. */
export async function fittingColumns(transaction: Transaction, { columns }: Manifest, table: TableName): Promise<readonly TableColumn[]> {
  const there = new Map((await readColumns(transaction, table)).map((column) => [column.name, column]))
  const problems = columns.flatMap(({ name, type }) => {
    const found = there.get(name)
    if (!found) return [{ message: `it has no column ${name} (${type})` }]
    return found.type === type ? [] : [{ message: `its column ${name} is ${found.type}, and was ${type}` }]
  })
  if (problems.length === 0) return columns.map(({ name }) => there.get(name)!)
  throw new UserError(`${table.schema}.${table.name} has another shape than the archived rows`, {
    code: 'conflict',
    problems,
    hint: 'restore into a new table, and copy from there.',
  })
}
