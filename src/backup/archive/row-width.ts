import { quoteIdentifier } from '../../base/sql.ts'
import { duckTypeFor, pgText } from './column-form.ts'

/** A batch holds about so much text, or one row that is wider: all of a batch is in memory. */
const batchBytes = 4 * 1024 ** 2
export const maxBatchRows = 4_096

/** What a value of a type that can't be wide takes as text, and any value beside its text, in bytes. */
const narrowBytes = 24

/** In PostgreSQL: how many bytes a row takes as travelling text, about. Of `text` and `bytea` the server knows that without reading the value itself. */
export function pgWidth(columns: readonly { readonly name: string; readonly type: string }[]): string {
  const wide = columns.filter(({ type }) => ['VARCHAR', 'BLOB'].includes(duckTypeFor(type)))
  const widths = wide.map((column) => {
    const text = column.type === 'bytea' ? `2 * octet_length(${quoteIdentifier(column.name)})` : `octet_length(${pgText(column)})`
    return `coalesce(${text}, 0)::int8`
  })
  return [String(columns.length * narrowBytes), ...widths].join(' + ')
}

/** Cuts rows of these widths into batches, in their order: how many rows each has. */
export function batchSizes(widths: readonly number[]): readonly number[] {
  const sizes: number[] = []
  let [rows, bytes] = [0, 0]
  for (const width of widths) {
    if (rows > 0 && bytes + width > batchBytes) {
      sizes.push(rows)
      ;[rows, bytes] = [0, 0]
    }
    rows += 1
    bytes += width
  }
  return rows > 0 ? [...sizes, rows] : sizes
}
