import type { Column } from './columns.ts'
import { alignUp, dataBytes, hasNulls, withoutStatistics } from './tuple-size.ts'

export type BtreeSize = {
  /** As of the last VACUUM or ANALYZE; below zero: neither has been there. */
  readonly rows: number
  readonly fillfactor: number
  readonly columns: readonly Column[]
  readonly pageBytes: number
}

const pageHeader = 24
/** BTPageOpaqueData. */
const pageTail = 16
const itemPointer = 4
const tupleHeader = 8

/**
 * How large a btree of these rows is right after it was built, in bytes; null where the statistics don't say. This is ioguix's estimate
 * (https://github.com/ioguix/pgsql-bloat-estimation, btree/btree_bloat.sql), with the padding between columns. It knows no deduplication (PostgreSQL 13 and newer): of an index
 * with many equal keys it expects too much, and so finds too little bloat, never too much.
 */
export function builtBtreeBytes({ rows, fillfactor, columns, pageBytes }: BtreeSize): number | null {
  if (rows < 0) return null
  if (rows === 0) return pageBytes
  if (withoutStatistics(columns).length > 0) return null
  const bitmap = hasNulls(columns) ? 4 : 0
  const tuple = itemPointer + alignUp(tupleHeader + bitmap) + alignUp(dataBytes(columns))
  const perPage = Math.max(1, Math.floor(((pageBytes - pageHeader - pageTail) * fillfactor) / (100 * tuple)))
  return (1 + Math.ceil(rows / perPage)) * pageBytes
}
