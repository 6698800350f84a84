import type { TimeType } from '../../../backup/archive/condition.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { DeleteGuards } from '../delete-guards.ts'
import type { TableName } from '../table-name.ts'
import type { Chunks } from './chunks.ts'
import type { Reference } from './references.ts'
import type { Horizon } from '../vacuum/horizon.ts'
import type { SeenTable } from '../vacuum/needs.ts'
import type { Thresholds } from '../vacuum/table-care.ts'

export type { TimeType } from '../../../backup/archive/condition.ts'

/** A table that rows are deleted from: the one of the task, or a partition of it. */
export type Leaf = TableName &
  JsonObject & {
    /** `exact`: counted. `estimate`: the planner's, since counting took too long. 0 is always exact. */
    readonly expired: { readonly rows: number; readonly how: 'exact' | 'estimate' }
    /** The oldest row that has expired. */
    readonly oldest: string | null
    /** An index that begins with the column. */
    readonly index: string | null
    readonly rows: number
    readonly pages: number
    readonly bytes: number
    /** How far the column's order is that of the rows on disk: -1 to 1 (pg_stats.correlation); null: unknown. */
    readonly correlation: number | null
    readonly care: SeenTable
  }

/** Whether its expired rows may go: without an index that begins with the column only when the task says so. */
export const isToDelete = (leaf: Leaf, params: { readonly 'without-index': boolean }): boolean =>
  leaf.expired.rows > 0 && (leaf.index !== null || params['without-index'])

/** A partition that holds expired rows only. */
export type Ended = TableName &
  JsonObject & {
    readonly parent: TableName & JsonObject
    /** attached; pending: a detach was interrupted halfway; detached: a table of its own that waits to be dropped. */
    readonly state: 'attached' | 'pending' | 'detached'
    /** The end of its range, as PostgreSQL writes it. */
    readonly until: string
    /** When it was marked to be taken out; null while nobody has. */
    readonly markedAt: string | null
    readonly bytes: number
    /** Its parent has a default partition: then PostgreSQL can't detach it concurrently. */
    readonly besideDefault: boolean
  }

/** The same with the number of its rows. `exact`: counted. `estimate`: the planner's, since counting took too long. */
export type Expired = Ended & { readonly rows: number; readonly how: 'exact' | 'estimate' }

/** What keeps the procedure from deleting anything. */
export type Obstacles = {
  /** Foreign keys that pass the deletion on: `table (constraint)`. */
  readonly cascades: readonly string[]
  /** Row security hides rows from this role, so that it would delete less than it says. */
  readonly rowSecurity: boolean
  readonly mayDelete: boolean
  readonly mayDrop: boolean
  /** Tables that inherit from it and are no partitions: a deletion would go on to their rows. */
  readonly heirs: readonly string[]
} & DeleteGuards

/** What retention saw. */
export type RetentionObservation = JsonObject & {
  readonly now: string
  readonly due: string
  readonly major: number
  readonly standby: boolean
  readonly counted: boolean
  /** Which database this is, whatever its address: see `databaseIdentity`. */
  readonly database: string
  readonly table: TableName & JsonObject
  readonly column: string
  readonly columnType: TimeType
  readonly cutoff: string
  /** Whether any row would be left. */
  readonly keepsSome: boolean
  readonly obstacles: Obstacles
  /** Foreign keys of other tables that refer to what is to go. */
  readonly references: readonly Reference[]
  readonly leaves: readonly Leaf[]
  readonly partitions: readonly Expired[]
  /** Of a TimescaleDB hypertable; null: it is none. */
  readonly chunks: Chunks | null
  /** Foreign tables among the partitions: nothing is deleted through them. */
  readonly foreign: readonly string[]
  readonly thresholds: Thresholds
  readonly horizon: Horizon
}
