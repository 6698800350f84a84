import { join } from 'node:path'
import { quoteIdentifier } from '../../base/sql.ts'
import type { Transaction } from '../../targets/postgres/index.ts'
import { pgValue } from './column-form.ts'
import type { TableColumn } from './column.ts'
import { contentOf, pgContent } from './content-hash.ts'
import { openDuck } from './duckdb.ts'
import { rowsName } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { parquetRows } from './parquet.ts'
import type { TableName } from './restore-table.ts'

/** A table of this transaction with the columns of the archive; it ends with it. */
export const staged = 'pg_temp.upkeep_restore'

type Load = {
  readonly path: string
  readonly manifest: Manifest
  /** Those of the table, in the order of the archive's. */
  readonly columns: readonly TableColumn[]
  readonly table: TableName
}

/** Brings the rows of an archive to the server, into `staged`, and makes sure that they have arrived as they were. */
export async function loadRows(
  { rows, change }: Transaction,
  { path, manifest, columns, table }: Load,
  progress: (done: number, of: number) => void,
): Promise<void> {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  await change({
    text: `create temp table upkeep_restore on commit drop as select ${names} from ${quoteIdentifier(table.schema, table.name)} with no data`,
    values: [],
  })
  const insert = insertStatement(columns)
  const duck = await openDuck(null)
  try {
    let done = 0
    for await (const chunk of parquetRows(duck, manifest.columns, join(path, rowsName))) {
      if (chunk.length > 0) await change({ text: insert, values: columns.map((_, n) => chunk.map((row) => row[n])) })
      done += chunk.length
      progress(done, manifest.content.rows)
    }
  } finally {
    duck.close()
  }
  const [found] = await rows<{ rows: number; a: string; b: string }>({ text: pgContent(columns, staged), values: [] })
  if (contentOf(found!).hash !== manifest.content.hash)
    throw new Error(`the rows of ${path} did not arrive as they were archived: nothing was restored`)
}

/** One parameter for each column: all of its values in a chunk, as an array of text. */
function insertStatement(columns: readonly TableColumn[]): string {
  const values = columns.map(({ type }, n) => pgValue(`u.c${n}`, type))
  const parameters = columns.map((_, n) => `$${n + 1}::text[]`)
  return `insert into ${staged} select ${values.join(', ')} from unnest(${parameters.join(', ')}) as u(${columns.map((_, n) => `c${n}`).join(', ')})`
}
