import type { TableColumn } from './column.ts'
import type { Duck } from './duckdb.ts'

/** All staged rows, once `finish` was called. */
export const staging = 'staging'
export const stagedName = (index: number): string => `c${index}`

/** DuckDB holds 2,048 rows of a table at a time, as it checkpoints and reads it: batches with wider rows than this, in characters, wait in tables of few rows. */
const wideRow = 16 * 1024
/** How much text goes into one of those. */
const wideTable = 32 * 1024 ** 2

type Rows = readonly (readonly (string | null)[])[]

export type Staging = {
  /** Adds rows, column by column. */
  keep(batch: Rows): Promise<void>
  finish(): Promise<void>
}

/** Rows wait here as text until it is known what types they fit. */
export async function createStaging(duck: Duck, columns: readonly TableColumn[]): Promise<Staging> {
  const tables: string[] = []
  const create = async (): Promise<string> => {
    const name = `${staging}_${tables.length}`
    await duck.run(`create table ${name} (${columns.map((_, n) => `${stagedName(n)} varchar`).join(', ')})`)
    tables.push(name)
    return name
  }
  const narrow = await create()
  let wide = { name: '', chars: Infinity }
  return {
    keep: async (batch) => {
      const chars = charsOf(batch)
      if (chars <= wideRow * (batch[0]?.length ?? 0)) return duck.append(narrow, batch)
      if (wide.chars + chars > wideTable) wide = { name: await create(), chars: 0 }
      wide.chars += chars
      return duck.append(wide.name, batch)
    },
    finish: () => duck.run(`create view ${staging} as ${tables.map((name) => `select * from ${name}`).join(' union all ')}`),
  }
}

function charsOf(batch: Rows): number {
  let chars = 0
  for (const column of batch) for (const value of column) chars += value?.length ?? 0
  return chars
}
