import type { JsonObject } from '../../base/json.ts'
import { quoteIdentifier } from '../../base/sql.ts'
import { TookTooLong } from '../../targets/sqlite/index.ts'
import type { SqliteTarget } from '../../targets/sqlite/index.ts'

export type TableSeen = JsonObject & {
  readonly name: string
  readonly indexes: number
  /** Up to `countedRows` and one more; null: counting took too long. */
  readonly rows: number | null
  /** As of the last ANALYZE; null before the first. */
  readonly analyzedRows: number | null
}

/** Rows are counted up to this number: it takes some 50 ms. */
export const countedRows = 1_000_000

/** An observation keeps this many tables. */
const tablesKept = 500

/**
 * The ordinary tables with their rows, by name; virtual tables are run by their modules, and left out. `timeoutMs` is how long counting one may take.
 */
export async function readTables(
  target: SqliteTarget,
  timeoutMs: number | undefined,
): Promise<{ tables: readonly TableSeen[]; tablesSeen: number }> {
  const found = await target.query<{ name: string; indexes: number }>(`
    select t.name, (select count(*) from sqlite_schema i where i.type = 'index' and i.tbl_name = t.name) as indexes
    from pragma_table_list t where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' order by 1`)
  const analyzed = await readAnalyzedRows(target)
  const tables: TableSeen[] = []
  for (const { name, indexes } of found.slice(0, tablesKept))
    tables.push({ name, indexes, rows: await countRows(target, name, timeoutMs), analyzedRows: analyzed.get(name) ?? null })
  return { tables, tablesSeen: found.length }
}

async function countRows(target: SqliteTarget, table: string, timeoutMs: number | undefined): Promise<number | null> {
  try {
    const counting = `select count(*) as rows from (select 1 from ${quoteIdentifier(table)} limit ${countedRows + 1})`
    const [row] = await target.query<{ rows: number }>(counting, timeoutMs === undefined ? {} : { timeoutMs })
    return row!.rows
  } catch (error) {
    if (error instanceof TookTooLong) return null
    throw error
  }
}

/** sqlite_stat1 holds, for each index or table, a text that begins with the number of rows. */
async function readAnalyzedRows(target: SqliteTarget): Promise<ReadonlyMap<string, number>> {
  const there = await target.query(`select 1 from sqlite_schema where name = 'sqlite_stat1'`)
  if (there.length === 0) return new Map()
  const rows = await target.query<{ tbl: string; rows: number }>(
    `select tbl, max(cast(stat as integer)) as rows from sqlite_stat1 group by tbl`,
  )
  return new Map(rows.map(({ tbl, rows }) => [tbl, rows]))
}
