import { UserError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { sql } from '../../base/sql.ts'
import type { PostgresTarget } from '../../targets/postgres/index.ts'
import { displayName, isNamedExactly } from './table-name.ts'
import type { TableName } from './table-name.ts'
import { inSchemas } from './vacuum/table-care.ts'

export type FoundTable = TableName & { readonly oid: number; readonly partitioned: boolean }

/** Every table of the target's schemas, by name. */
export async function listTables(target: PostgresTarget): Promise<readonly FoundTable[]> {
  return target.read<FoundTable>(sql`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name, c.relkind = 'p' as partitioned
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${inSchemas(target)} order by 2, 3`)
}

/** The one table that a task names, or a UserError that says what is wrong and what may have been meant. */
export function findTable(tables: readonly FoundTable[], place: string, name: string): FoundTable {
  const found = tables.filter((table) => isNamedExactly(table, name))
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    throw new UserError(`there are several tables ${name}: ${found.map(displayName).join(', ')}`, {
      hint: 'name the schema too, as in `table: public.trades`.',
    })
  }
  const near = nearest(
    name,
    tables.flatMap((table) => [table.name, displayName(table)]),
  )
  throw new UserError(`${place}: there is no table ${name}`, {
    code: 'not-found',
    hint: near ? `did you mean ${near}?` : 'correct the name in the task; upper and lower case count.',
  })
}
