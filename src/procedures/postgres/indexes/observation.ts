import type { JsonObject } from '../../../base/json.ts'
import type { TableName } from '../table-name.ts'

/** An index as the catalog and the counters have it. One of a partitioned table stands for those of all its partitions. */
export type IndexFacts = TableName & {
  readonly oid: number
  readonly table: TableName & JsonObject & { readonly oid: number }
  readonly partitioned: boolean
  readonly method: string
  /** Of each key column: attribute number or expression, operator class, collation, order. Equal texts sort alike. */
  readonly keys: readonly string[]
  /** The attribute numbers of the key columns; 0: an expression. */
  readonly columns: readonly number[]
  /** Attribute numbers of the columns that are only stored (INCLUDE). */
  readonly included: readonly number[]
  readonly predicate: string | null
  readonly unique: boolean
  readonly nullsNotDistinct: boolean
  /** A double is refused only at the end of the statement or transaction: ON CONFLICT and foreign keys can't go by such an index. */
  readonly deferrable: boolean
  /** Parameters by which it serves some queries better or worse, its own and those of its operator classes. Storage parameters that only say how it is kept are left out. */
  readonly options: readonly string[]
  /** Queries may use it. */
  readonly valid: boolean
  /** Another session holds its table as one that builds an index does: what is not valid may become so. */
  readonly atWork: boolean
  readonly scans: number
  /** As of the last VACUUM or ANALYZE. */
  readonly bytes: number
  /** Why it must stay, other than that it is unique; null: nothing speaks for it. */
  readonly neededFor: string | null
  /** Whether the role may drop it. */
  readonly permitted: boolean
}

/** With what earlier looks know of it. */
export type IndexSeen = JsonObject &
  IndexFacts & {
    /** Since when this task has seen it without a scan. */
    readonly watchedSince: string
    /** It came after the first look of this task: so it is as young as that. */
    readonly young: boolean
    /** The statements that make it again; '' until somebody wants to know. */
    readonly undo: string
  }

export type ForeignKey = JsonObject & {
  readonly name: string
  readonly table: TableName & JsonObject & { readonly oid: number }
  readonly partitioned: boolean
  readonly columns: readonly { readonly number: number; readonly name: string }[]
  readonly refersTo: TableName & JsonObject
  /** Of the referencing table, as of the last VACUUM or ANALYZE. */
  readonly bytes: number
  /** Rows of the table that it refers to which were deleted or updated since the counters began. */
  readonly changes: number
}

/** A table with its scans since the counters began. */
export type ScannedTable = TableName &
  JsonObject & {
    readonly oid: number
    readonly bytes: number
    readonly scans: number
    readonly rowsRead: number
    readonly indexScans: number
  }

/** An index that the planner would use, tried without making it. */
export type Proposal = JsonObject & {
  readonly table: TableName & JsonObject
  readonly statement: string
  readonly query: string
  readonly costNow: number
  readonly costThen: number
}

/** How far the counters can be trusted. */
export type Counting = JsonObject & {
  /** track_counts */
  readonly on: boolean
  /** When the counters began: after a reset, or a crash. null: nobody knows. */
  readonly since: string | null
  /** Other servers that run queries on the same indexes, with counters of their own. */
  readonly standbys: number
}

/** What indexes saw. */
export type IndexesObservation = JsonObject & {
  /** The server's clock. */
  readonly now: string
  readonly database: string
  readonly standby: boolean
  readonly counting: Counting
  readonly indexesSeen: number
  readonly bytes: number
  /** All indexes of those tables that have one to speak of, `tablesLeftOut` counts the tables for which there was no room; and of those with the largest. */
  readonly indexes: readonly IndexSeen[]
  readonly tablesLeftOut: number
  /** Those of the same tables, and those without an index. */
  readonly foreignKeys: readonly ForeignKey[]
  readonly scanned: readonly ScannedTable[]
  readonly proposals: readonly Proposal[]
  /** Why no index was tried out; null: they were. */
  readonly noProposals: string | null
  readonly firstLook: string
  /** Indexes without a scan, each by a digest, with the time of the look that first saw them so. */
  readonly watched: { readonly [digest: string]: string }
}
