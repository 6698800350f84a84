import { readDiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { DiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { writtenHeapBytes } from '../bloat/heap-estimate.ts'
import type { Measured } from '../bloat/judge.ts'
import { neededByPast } from '../bloat/past.ts'
import type { Rewritten } from '../bloat/past.ts'
import { withoutStatistics } from '../bloat/tuple-size.ts'
import { displayName } from '../table-name.ts'
import type { TableFacts } from './observation.ts'
import { readTables } from './read-tables.ts'
import type { ReadTable } from './read-tables.ts'

/** A table as it is seen, with what no observation keeps: a rewrite changes its file. */
export type MeasuredTable = TableFacts & { readonly read: ReadTable }

/** Measures these tables by the statistics. */
export async function measureTables(
  target: PostgresTarget,
  oids: readonly number[],
  past: readonly Rewritten[],
): Promise<readonly MeasuredTable[]> {
  const rooms = new Map<number, DiskRoom>()
  const seen: MeasuredTable[] = []
  for (const read of oids.length === 0 ? [] : await readTables(target, oids)) {
    const { schema, name, totalBytes, rows, definition, hasKey, materialized, unlogged, permitted } = read
    const measured = measuredFrom(
      read,
      past.find((one) => one.name === displayName(read)),
    )
    const room = rooms.get(read.tablespace) ?? (await readDiskRoom(target, read.tablespace))
    rooms.set(read.tablespace, room)
    const timePartOf = read.timePartOf && { ...read.timePartOf }
    const unknown = rows > 0 ? withoutStatistics(read.columns) : []
    seen.push({
      schema,
      name,
      measured,
      totalBytes,
      rows,
      definition,
      unknown,
      hasKey,
      materialized,
      unlogged,
      timePartOf,
      permitted,
      room,
      read,
    })
  }
  return seen
}

function measuredFrom(table: ReadTable, past: Rewritten | undefined): Measured {
  const heap = writtenHeapBytes(table)
  return {
    bytes: table.heapBytes + table.toastBytes,
    neededBytes: neededByPast(past, table) ?? (heap === null ? null : heap + neededToastBytes(table)),
    exactBytes: null,
    changedShare: table.analyzed ? Math.min(1, table.changedRows / Math.max(1, table.rows)) : null,
  }
}

/** Four pieces of a value fill a page (TOAST_TUPLES_PER_PAGE). Only VACUUM counts them: without one, all that is there counts as needed. */
const neededToastBytes = ({ toastRows, toastBytes, pageBytes }: ReadTable): number =>
  toastRows < 0 ? toastBytes : Math.min(toastBytes, Math.ceil(toastRows / 4) * pageBytes)
