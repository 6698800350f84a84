import type { PostgresTarget, Transaction } from '../../targets/postgres/index.ts'
import { pgText } from './column-form.ts'
import type { TableColumn } from './column.ts'
import { pgRowHash } from './content-hash.ts'
import { batchSizes, maxBatchRows, pgWidth } from './row-width.ts'

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
    synchronize_seqscans: 'off',
    idle_in_transaction_session_timeout: `${statementTimeoutMs}ms`,
  }
  return target.write(work, { timeoutMs: statementTimeoutMs, signal, settings })
}

/**
 * All rows of `from` (a table and its condition), batch by batch, over a cursor. A second one goes ahead of it and reads how wide rows are, so that no batch holds many wide ones, however narrow
 * those before were. Both walk the same way (`synchronize_seqscans` is off); where they don't, batches are larger or smaller, and hold the same rows in all.
 */
export async function* readRows({ rows, change }: Transaction, columns: readonly TableColumn[], from: string): AsyncGenerator<Batch> {
  const listed = [...columns.map((column, n) => `${pgText(column)} as c${n}`), `${pgRowHash(columns)} as h`].join(', ')
  await change({ text: `declare upkeep_widths no scroll cursor for select ${pgWidth(columns)} as width from ${from}`, values: [] })
  await change({ text: `declare upkeep_rows no scroll cursor for select ${listed} from ${from}`, values: [] })
  const fetch = async <Row>(count: number, cursor: string): Promise<readonly Row[]> =>
    rows<Row>({ text: `fetch forward ${count} from ${cursor}`, values: [] })
  for (;;) {
    const ahead = await fetch<{ width: number }>(maxBatchRows, 'upkeep_widths')
    for (const size of batchSizes(ahead.map(({ width }) => width))) {
      const fetched = await fetch<Record<string, string | null>>(size, 'upkeep_rows')
      yield { columns: columns.map((_, n) => fetched.map((row) => row[`c${n}`]!)), hashes: fetched.map((row) => row['h']!) }
    }
    if (ahead.length > 0) continue
    const left = await fetch(1, 'upkeep_rows')
    if (left.length > 0) throw new Error(`${from} gave more rows than it has`)
    return
  }
}
