import { join } from 'node:path'
import type { Transaction } from '../../targets/postgres/index.ts'
import type { TableColumn } from './column.ts'
import { createSum } from './content-hash.ts'
import type { Content } from './content-hash.ts'
import { openDuck } from './duckdb.ts'
import type { ArchivedColumn } from './manifest.ts'
import { rowsName } from './manifest.ts'
import { parquetContent, typings, writeParquet } from './parquet.ts'
import { readRows } from './read-rows.ts'
import { createStaging } from './staging.ts'

export type Built = { readonly columns: readonly ArchivedColumn[]; readonly content: Content }

export type Reading = {
  readonly columns: readonly TableColumn[]
  /** A table, with its condition. */
  readonly from: string
  checkpoint(): Promise<void>
  progress(rows: number): void
}

/**
 * Reads rows into `rows.parquet` of a folder, and reads the file back: what it holds is what PostgreSQL says that it gave, row for row, or this
 * throws. The folder is left with other files in it, which the caller removes.
 */
export async function buildParquet(
  transaction: Transaction,
  { columns, from, checkpoint, progress }: Reading,
  folder: string,
): Promise<Built> {
  const path = join(folder, rowsName)
  const duck = await openDuck(folder)
  try {
    const sum = createSum()
    const staging = await createStaging(duck, columns)
    for await (const batch of readRows(transaction, columns, from)) {
      await staging.keep(batch.columns)
      for (const hash of batch.hashes) sum.add(hash)
      progress(sum.content().rows)
      await checkpoint()
    }
    await staging.finish()
    const content = sum.content()
    for await (const typed of typings(duck, columns)) {
      await writeParquet(duck, typed, path)
      if (await holds(path, typed, content)) return { columns: typed, content }
    }
    throw new Error(`${path} doesn't hold the ${content.rows} rows that were read: it was not kept`)
  } finally {
    duck.close()
  }
}

/** Whether a Parquet file holds exactly these rows, by a DuckDB that knows nothing of how they came there. */
export async function holds(path: string, columns: readonly ArchivedColumn[], expected: Content): Promise<boolean> {
  const duck = await openDuck(null)
  try {
    const found = await parquetContent(duck, columns, path)
    return found.rows === expected.rows && found.hash === expected.hash
  } finally {
    duck.close()
  }
}
