import type { PostgresTarget, Transaction } from '../../targets/postgres/index.ts'
import { pgText } from './column-form.ts'
import type { TableColumn } from './column.ts'
import { pgRowHash } from './content-hash.ts'

/** A batch holds about so much text: rows can be wide, and all of a batch is in memory. */
const batchChars = 4 * 1024 ** 2
const maxBatchRows = 4_096

/** Rows column by column, as travelling text, and PostgreSQL's own hash of each. */
export type Batch = { readonly columns: readonly (readonly (string | null)[])[]; readonly hashes: readonly string[] }

/** One fetch and one hash over the whole may take this long, in milliseconds; whoever reads may pause between two fetches for as long. */
const statementTimeoutMs = 600_000

/** Forms of text, so that they don't depend on the server's settings. A name of a type or a table is then written with its schema. */
export const textSettings = {
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  search_path: 'pg_catalog',
}

/** One moment of the database, for as long as `work` takes; nothing can be written. Refuses where row security would hide rows. */
export async function inSnapshot<T>(
  target: PostgresTarget,
  signal: AbortSignal,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const settings = {
    transaction_isolation: 'repeatable read',
    transaction_read_only: 'on',
    ...textSettings,
    row_security: 'off',
    idle_in_transaction_session_timeout: `${statementTimeoutMs}ms`,
  }
  return target.write(work, { timeoutMs: statementTimeoutMs, signal, settings })
}

/** All rows of `from` (a table and its condition), batch by batch, over a cursor. */
export async function* readRows({ rows, change }: Transaction, columns: readonly TableColumn[], from: string): AsyncGenerator<Batch> {
  const listed = columns.map((column, n) => `${pgText(column)} as c${n}`)
  await change({
    text: `declare upkeep_rows no scroll cursor for select ${[...listed, `${pgRowHash(columns)} as h`].join(', ')} from ${from}`,
    values: [],
  })
  for (let size = 64; ;) {
    const fetched = await rows<Record<string, string | null>>({ text: `fetch forward ${size} from upkeep_rows`, values: [] })
    if (fetched.length === 0) return
    yield { columns: columns.map((_, n) => fetched.map((row) => row[`c${n}`]!)), hashes: fetched.map((row) => row['h']!) }
    size = nextSize(fetched)
  }
}

function nextSize(fetched: readonly Readonly<Record<string, string | null>>[]): number {
  let chars = 0
  for (const row of fetched) for (const value of Object.values(row)) chars += value?.length ?? 0
  return Math.max(1, Math.min(maxBatchRows, Math.floor((batchChars / Math.max(chars, 1)) * fetched.length)))
}
