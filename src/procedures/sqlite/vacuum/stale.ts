import { countedRows } from '../table.ts'
import type { TableSeen } from '../table.ts'

/** SQLite's own rule for PRAGMA optimize: a table is analyzed anew when it has grown or shrunk by this factor. */
const factor = 10

/**
 * Tables whose planner statistics are missing or out of date. Only those with an index, since otherwise there is nothing to choose between. Of a table with more rows than are
 * counted, only a known change counts.
 */
export const staleTables = (tables: readonly TableSeen[]): readonly TableSeen[] => tables.filter(isStale)

function isStale({ indexes, rows, analyzedRows }: TableSeen): boolean {
  if (indexes === 0 || rows === null || rows === 0) return false
  if (analyzedRows === null) return true
  return rows >= analyzedRows * factor || (rows <= countedRows && rows * factor <= analyzedRows)
}
