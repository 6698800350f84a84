import type { JsonObject } from '../../../base/json.ts'
import type { Horizon } from '../vacuum/horizon.ts'
import type { LocksSeen } from './blocked.ts'
import type { ConnectionsSeen } from './connections.ts'
import type { IdsSeen } from './ids.ts'
import type { PreparedSeen } from './prepared.ts'
import type { RecoverySeen } from './recovery.ts'
import type { SequencesSeen } from './sequences.ts'
import type { SessionSeen } from './sessions.ts'
import type { SlotsSeen } from './slots.ts'
import type { StandbySeen } from './standbys.ts'

/** What horizon saw. */
export type HorizonObservation = JsonObject & {
  /** The server's clock: all ages are read against it. */
  readonly now: string
  readonly database: string
  readonly seesAll: boolean
  readonly ids: IdsSeen
  /** Who keeps VACUUM from removing and freezing rows of this database, oldest first. */
  readonly holders: Horizon['holders']
  readonly sessions: readonly SessionSeen[]
  readonly prepared: readonly PreparedSeen[]
  readonly slots: SlotsSeen
  readonly standbys: readonly StandbySeen[]
  /** null: a primary. */
  readonly recovery: RecoverySeen | null
  readonly connections: ConnectionsSeen
  readonly sequences: SequencesSeen
  readonly locks: LocksSeen
}
