import type { JsonObject } from '../../../base/json.ts'
import type { Extension } from '../extension.ts'
import type { Info } from './counters.ts'
import type { Memory } from './remember.ts'
import type { Kept, Use } from './since.ts'

/** A statement with its text, without literals; null: it is gone from pg_stat_statements meanwhile. */
export type ShownUse = Use & { readonly text: string }

/** Statements counted, and what they did since the last look. */
export type Counted = JsonObject & {
  readonly info: Info
  /** Where the interval begins; null: it is not known. */
  readonly since: string | null
  /** `anew`: the counters were reset since the last look. */
  readonly basis: 'last look' | 'first look' | 'anew'
  readonly statements: number
  /** Of others, whom the role may not see. */
  readonly hidden: number
  /** Of all statements in the interval. */
  readonly calls: number
  readonly totalMs: number
  /** Evictions in the interval; null: not known. */
  readonly evicted: number | null
  /** Those that the report is about: most time, highest average, and each that is judged or was found before. */
  readonly uses: readonly ShownUse[]
  /** The baseline of the next look. */
  readonly kept: Kept
  readonly floorMs: number | null
}

/** What slow-queries saw. */
export type SlowQueriesObservation = JsonObject &
  Memory & {
    /** The server's clock. */
    readonly now: string
    readonly database: string
    readonly extension: Extension
    /** pg_stat_statements is in shared_preload_libraries. */
    readonly loaded: boolean
    /** Settings, each with its value, with which nothing is counted. */
    readonly switchedOff: readonly string[]
    /** null: the extension can't be read. */
    readonly counted: Counted | null
  }
