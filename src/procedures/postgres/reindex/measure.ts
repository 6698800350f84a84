import { readDiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { DiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { builtBtreeBytes } from '../bloat/btree-estimate.ts'
import type { Column } from '../bloat/columns.ts'
import type { Measured } from '../bloat/judge.ts'
import { neededByPast } from '../bloat/past.ts'
import type { Rewritten } from '../bloat/past.ts'
import { withoutStatistics } from '../bloat/tuple-size.ts'
import { displayName } from '../table-name.ts'
import type { IndexSeen } from './observation.ts'
import { readIndexes } from './read-indexes.ts'
import type { ReadIndex } from './read-indexes.ts'

/** An index as it is seen, with its oid, which no observation keeps: a rebuild changes it. */
export type MeasuredIndex = IndexSeen & { readonly oid: number }

/** Measures these indexes by the statistics, largest first. */
export async function measureIndexes(
  target: PostgresTarget,
  oids: readonly number[],
  past: readonly Rewritten[],
): Promise<readonly MeasuredIndex[]> {
  const rooms = new Map<number, DiskRoom>()
  const seen: MeasuredIndex[] = []
  for (const index of oids.length === 0 ? [] : await readIndexes(target, oids)) {
    const room = rooms.get(index.tablespace) ?? (await readDiskRoom(target, index.tablespace))
    rooms.set(index.tablespace, room)
    seen.push(seenFrom(index.partial ? { ...index, columns: index.columns.map(withFixedWidth) } : index, past, room))
  }
  return seen
}

/** What is of a fixed length needs no statistics: of a partial index there are none but for its expressions. */
const withFixedWidth = (column: Column): Column => (column.length > 0 ? { ...column, width: column.width ?? column.length } : column)

function seenFrom(index: ReadIndex, past: readonly Rewritten[], room: DiskRoom): MeasuredIndex {
  const { oid, schema, name, tableBytes, method, fillfactor, definition, rows, exclusion, permitted } = index
  return {
    oid,
    schema,
    name,
    table: { ...index.table },
    tableBytes,
    method,
    fillfactor,
    definition,
    rows,
    exclusion,
    permitted,
    room,
    unknown: rows > 0 ? withoutStatistics(index.columns) : [],
    measured: measuredFrom(
      index,
      past.find((one) => one.name === displayName(index)),
    ),
  }
}

function measuredFrom(index: ReadIndex, past: Rewritten | undefined): Measured {
  return {
    bytes: index.bytes,
    neededBytes: neededByPast(past, index) ?? (index.method === 'btree' ? builtBtreeBytes(index) : null),
    exactBytes: null,
    changedShare: index.analyzed ? Math.min(1, index.changedRows / Math.max(1, index.tableRows)) : null,
  }
}
