import type { TimeType } from '../../../backup/archive/condition.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Count } from '../retention/count.ts'
import type { TableName } from '../table-name.ts'

/** A partition and its range: ISO 8601 with a Z, of a column without a zone too; null: no limit. */
export type Partition = TableName & JsonObject & { readonly from: string | null; readonly to: string | null }

/** A span without a partition, and what could be in the way of one. */
export type Wanted = JsonObject & {
  readonly name: string
  readonly from: string
  readonly to: string
  /** A table, view or index has that name already. */
  readonly taken: boolean
  /** Rows of it in the default partition, counted: PostgreSQL then refuses a partition for them. null: counting took too long. */
  readonly inDefault: number | null
}

export type PartitionsObservation = JsonObject & {
  readonly now: string
  readonly standby: boolean
  readonly table: TableName & JsonObject
  readonly owner: string
  readonly user: string
  readonly tablespace: string | null
  /** The role is the owner, or a member of it, and may create tables in the schema. */
  readonly mayCreate: boolean
  readonly column: string
  readonly columnType: TimeType
  /** In the order of their ranges, the default one not among them. */
  readonly partitions: readonly Partition[]
  /** Partitions that are partitioned again. */
  readonly divided: readonly string[]
  /** How many rows the default partition holds; it should be none. */
  readonly byDefault: (TableName & JsonObject & { readonly bytes: number; readonly rows: Count }) | null
  /** How many whole periods beyond the current one have a place. */
  readonly ready: number
  /** Whether all of the current period has one. */
  readonly current: boolean
  /** How their names are made. */
  readonly pattern: string
  /** Spans of the current period, of those ahead and between partitions that have no place. */
  readonly wanted: readonly Wanted[]
  /** Between partitions. */
  readonly gaps: readonly (JsonObject & { readonly from: string; readonly to: string })[]
  /** Too wide to be filled. */
  readonly wide: readonly (JsonObject & { readonly from: string; readonly to: string })[]
}
