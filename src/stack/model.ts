import type { JsonObject } from '../base/json.ts'

/** When a task is due. Wall-clock cadences are read in the stack's time zone. */
export type Cadence =
  | { readonly kind: 'every'; readonly ms: number }
  /** Five fields, or six with seconds first. All the worded cadences (`daily at 03:00`, `quarterly`) become one of these. */
  | { readonly kind: 'cron'; readonly expression: string }
  /** Only when a person or another task asks. */
  | { readonly kind: 'on-demand' }

/** Spans in which disruptive steps may run. */
export type Window =
  | { readonly kind: 'recurring'; readonly cadence: Cadence; readonly forMs: number }
  | { readonly kind: 'single'; readonly from: string; readonly to: string }

export type Policy = 'auto' | 'approve' | 'sign-off'
/** What must hold the data before a destructive step takes it away. `none` has to be written out. */
export type Proof = 'backup' | 'archive' | 'none'

/** One line of a guide, complete: defaults are filled in. Plain JSON, as it is kept in the store. */
export type Task = {
  readonly name: string
  readonly title: string
  /** The procedure's name. */
  readonly does: string
  /** A name under `targets`, or null for a procedure without one. */
  readonly target: string | null
  /** The cadence as it was written, for people. */
  readonly every: string
  readonly cadence: Cadence
  /** A name under `windows`, `any` for always, or null: disruptive steps are refused. */
  readonly window: string | null
  readonly policy: Policy
  /** null: no proof named; destructive steps are refused. */
  readonly proof: Proof | null
  /** The procedure's parameters as written; checked against its schema. Secrets stay as ${NAME}. */
  readonly with: JsonObject
  /** Runs only on the worker that calls itself so; null: on any. */
  readonly host: string | null
  readonly deadlineMs: number
  readonly stepDeadlineMs: number
  readonly jitterMs: number
  readonly catchUp: 'once' | 'none'
  /** How often a failure that a retry may cure is tried again. */
  readonly retries: number
  /** Rows of the coverage table, `guide/duty`. */
  readonly covers: readonly string[]
}

export type TargetEntry = { readonly name: string; readonly kind: string; /** Secrets stay as ${NAME}. */ readonly config: JsonObject }

export type Stack = {
  readonly name: string
  readonly title: string
  readonly timezone: string
  readonly targets: Readonly<Record<string, TargetEntry>>
  readonly windows: Readonly<Record<string, Window>>
  readonly guide: Readonly<Record<string, Task>>
}
