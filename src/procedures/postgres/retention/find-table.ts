import { UserError } from '../../../base/errors.ts'
import { nearest } from '../../../base/nearest.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { findTable, listTables } from '../find-table.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { TimeType } from './observation.ts'

export type FoundTable = TableName & { readonly oid: number; readonly columnType: TimeType }

const types: Readonly<Record<string, TimeType>> = {
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  date: 'date',
}

/** The table and column that a task names, or a UserError that says what is wrong and what may have been meant. */
export async function findTableAndColumn(
  target: PostgresTarget,
  named: { readonly table: string; readonly column: string },
): Promise<FoundTable> {
  const { schema, name, oid } = findTable(await listTables(target), target.server.place, named.table)
  const table = { schema, name, oid }
  return { ...table, columnType: await findColumn(target, table, named.column) }
}

async function findColumn(target: PostgresTarget, table: TableName & { oid: number }, column: string): Promise<TimeType> {
  const columns = await target.read<{ name: string; type: string }>(sql`
    select attname as name, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) as type
    from pg_attribute a join pg_type t on t.oid = a.atttypid where attrelid = ${table.oid}::oid and attnum > 0 and not attisdropped order by attnum`)
  const found = columns.find(({ name }) => name === column)
  if (!found) {
    const near = nearest(
      column,
      columns.map(({ name }) => name),
    )
    throw new UserError(`${displayName(table)} has no column ${column}`, {
      code: 'not-found',
      hint: near ? `did you mean ${near}?` : `it has: ${columns.map(({ name }) => name).join(', ')}.`,
    })
  }
  const type = types[found.type]
  if (type) return type
  const fitting = columns.filter((candidate) => candidate.type in types).map(({ name }) => name)
  throw new UserError(`${column} of ${displayName(table)} is ${found.type}; retention goes by timestamptz, timestamp or date`, {
    hint: fitting.length > 0 ? `columns that fit: ${fitting.join(', ')}.` : 'no column of the table is of such a type.',
  })
}
