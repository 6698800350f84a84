import type { JsonObject } from '../../../base/json.ts'
import type { Measured } from '../bloat/judge.ts'
import type { Rewritten } from '../bloat/past.ts'
import type { Room } from '../bloat/room.ts'
import type { TableName } from '../table-name.ts'
import type { RepackClient } from './repack-client.ts'

/** A table that is large enough to gain by. Its bytes are those of its rows, TOAST included. */
export type TableFacts = TableName & {
  readonly measured: Measured
  /** With its indexes: what is written anew. */
  readonly totalBytes: number
  readonly rows: number
  /** md5 of its columns. */
  readonly definition: string
  /** Columns that have no statistics, though the table has. */
  readonly unknown: readonly string[]
  /** A primary key, or a unique index of columns that are never null: pg_repack finds its rows by that. */
  readonly hasKey: boolean
  readonly materialized: boolean
  readonly unlogged: boolean
  /** The table that it is a partition of, by ranges of time; null: it isn't. */
  readonly timePartOf: (TableName & JsonObject) | null
  readonly permitted: boolean
  readonly room: Room
}

export type TableSeen = TableFacts &
  JsonObject & {
    /** Whether the task names this very table, and not all, or its partitioned table, or by a pattern. */
    readonly named: boolean
  }

/** What a pg_repack that was killed left of its work on one table. */
export type Leftover = JsonObject & {
  /** The table's oid, by which pg_repack calls what it makes. */
  readonly of: number
  /** null: the table is gone. */
  readonly table: (TableName & JsonObject) | null
  readonly trigger: boolean
  /** Names of relations in the schema repack. */
  readonly relations: readonly string[]
  /** The session that works on it just now: then it is nobody's leftover. */
  readonly worker: number | null
}

/** What reclaim saw. */
export type ReclaimObservation = JsonObject & {
  readonly now: string
  readonly standby: boolean
  readonly tables: readonly TableSeen[]
  readonly tablesSeen: number
  readonly leftovers: readonly Leftover[]
  readonly repack: RepackClient
  readonly unmatched: readonly string[]
  /** Why candidates were not confirmed; null: they were, or there were none. */
  readonly unconfirmed: string | null
  readonly rewritten: readonly Rewritten[]
}
