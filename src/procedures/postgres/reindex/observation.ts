import type { JsonObject } from '../../../base/json.ts'
import type { Measured } from '../bloat/judge.ts'
import type { Rewritten } from '../bloat/past.ts'
import type { Room } from '../bloat/room.ts'
import type { TableName } from '../table-name.ts'

/** An index, named and placed. */
export type IndexSeen = TableName &
  JsonObject & {
    readonly table: TableName & JsonObject
    readonly tableBytes: number
    /** btree, gin, ... */
    readonly method: string
    readonly fillfactor: number
    /** md5 of its definition. */
    readonly definition: string
    readonly rows: number
    /** Whether it belongs to an exclusion constraint: such a one can't be built concurrently. */
    readonly exclusion: boolean
    readonly permitted: boolean
    /** Columns that have no statistics, though the table has. */
    readonly unknown: readonly string[]
    readonly measured: Measured
    /** What its disk has. */
    readonly room: Room
  }

/** An index that the server doesn't use, since its building has not come to its end. */
export type InvalidIndex = TableName &
  JsonObject & {
    readonly table: TableName & JsonObject
    readonly tableBytes: number
    readonly bytes: number
    /** The index in whose place it was to be built, by its name; null: it is no leftover of a REINDEX CONCURRENTLY. */
    readonly leftoverOf: string | null
    /** The session that works on it just now: then it is nobody's leftover. */
    readonly builder: string | null
    readonly exclusion: boolean
    readonly permitted: boolean
    readonly room: Room
  }

/** What reindex saw. */
export type ReindexObservation = JsonObject & {
  /** The server's clock. */
  readonly now: string
  readonly standby: boolean
  /** Those of `min-size` or more. */
  readonly indexes: readonly IndexSeen[]
  readonly invalid: readonly InvalidIndex[]
  readonly indexesSeen: number
  /** Names and patterns of the task that nothing fits. */
  readonly unmatched: { readonly indexes: readonly string[]; readonly tables: readonly string[] }
  /** Why candidates were not confirmed; null: they were, or there were none. */
  readonly unconfirmed: string | null
  readonly rewritten: readonly Rewritten[]
}
