import type { JsonObject } from '../../../base/json.ts'
import type { CheckObservation } from '../check/observation.ts'
import type { Extension } from '../extension.ts'
import type { Amcheck } from './amcheck.ts'
import type { OutdatedCollation } from './collations.ts'
import type { Progress } from './progress.ts'

/** What integrity saw. */
export type IntegrityObservation = JsonObject & {
  /** The server's clock. */
  readonly now: string
  readonly database: string
  readonly extension: Extension
  /** null: amcheck isn't installed. */
  readonly amcheck: Amcheck | null
  readonly progress: Progress
  /** Of what the round is about: all, and what this round has not come to yet. */
  readonly objects: { readonly all: number; readonly left: number }
  /** In this run. */
  readonly tookMs: number
  /** Indexes that amcheck can't check: they are no B-trees. */
  readonly otherIndexes: number
  readonly checksumFailures: CheckObservation['checksumFailures']
  readonly invalidIndexes: CheckObservation['invalidIndexes']
  readonly outdatedCollations: readonly OutdatedCollation[]
}
