import type { JsonObject } from '../../../base/json.ts'
import type { DeleteGuards } from '../delete-guards.ts'
import type { TableName } from '../table-name.ts'

/** A table to empty; with `delete`, also each part of a partitioned one. */
export type ToClear = TableName &
  JsonObject & {
    /** Rows that are to go: once a step of this run has emptied the table, those that it should have taken. */
    readonly rows: { readonly rows: number; readonly how: 'exact' | 'estimate' }
    /** Rows that came since a step of this run emptied it; null: none did yet. */
    readonly newer: number | null
    readonly bytes: number
    readonly mayTruncate: boolean
    readonly mayDelete: boolean
    /** Row security hides rows of it from this role. */
    readonly rowSecurity: boolean
    /** Tables that inherit from it and are no partitions. */
    readonly heirs: readonly string[]
    /** Foreign tables among its partitions: TRUNCATE would empty them on their own servers, and a deletion in batches leaves them out. */
    readonly foreign: readonly string[]
    /** The tables that hold its rows: itself, or the partitions of a partitioned one. */
    readonly parts: readonly (TableName & JsonObject & { readonly rows: { readonly rows: number; readonly how: 'exact' | 'estimate' } })[]
  } & DeleteGuards

/** A foreign key that refers to one of the tables. */
export type Reference = JsonObject & {
  readonly constraint: string
  readonly from: string
  readonly to: string
  /** The table that has it is to be emptied as well. */
  readonly named: boolean
  /** ON DELETE CASCADE, SET NULL, SET DEFAULT. */
  readonly passesOn: boolean
}

export type ClearObservation = JsonObject & {
  readonly now: string
  readonly standby: boolean
  readonly database: string
  readonly tables: readonly ToClear[]
  readonly references: readonly Reference[]
}
