import type { Column } from './columns.ts'
import { alignUp, dataBytes, hasNulls, withoutStatistics } from './tuple-size.ts'

export type HeapSize = {
  /** As of the last VACUUM or ANALYZE; below zero: neither has been there. */
  readonly rows: number
  readonly fillfactor: number
  readonly columns: readonly Column[]
  readonly pageBytes: number
}

const pageHeader = 24
const itemPointer = 4
const tupleHeader = 23

/**
 * How large a table of these rows is right after it was written anew, without its TOAST, in bytes; null where the statistics don't say. This is ioguix's estimate
 * (https://github.com/ioguix/pgsql-bloat-estimation, table/table_bloat.sql), with the padding between columns, and with whole rows on each page: leaving out the one or the
 * other finds bloat in a table that has none.
 */
export function writtenHeapBytes({ rows, fillfactor, columns, pageBytes }: HeapSize): number | null {
  if (rows < 0) return null
  if (rows === 0) return 0
  if (withoutStatistics(columns).length > 0) return null
  const bitmap = hasNulls(columns) ? Math.floor((columns.length + 7) / 8) : 0
  const tuple = itemPointer + alignUp(tupleHeader + bitmap) + alignUp(dataBytes(columns))
  const perPage = Math.max(1, Math.floor(((pageBytes - pageHeader) * fillfactor) / (100 * tuple)))
  return Math.ceil(rows / perPage) * pageBytes
}
