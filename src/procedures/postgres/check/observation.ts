import type { JsonObject } from '../../../base/json.ts'
import type { ConnectionsSeen } from '../horizon/connections.ts'

export type SessionSeen = JsonObject & {
  readonly pid: number
  readonly user: string | null
  readonly application: string
  readonly database: string | null
  /** active, idle in transaction, idle in transaction (aborted), fastpath function call */
  readonly state: string
  /** When the statement began; for one that idles, when it began to. */
  readonly since: string
  readonly query: string
}

export type IdAge = JsonObject & { readonly name: string; readonly age: number; readonly multixactAge: number }

/** What check saw. */
export type CheckObservation = JsonObject & {
  /** The server's clock: the times of its sessions are read against it. */
  readonly now: string
  /** As server_version_num has it. */
  readonly version: number
  readonly versionText: string
  readonly standby: boolean
  readonly startedAt: string
  readonly roundTripMs: number
  readonly connections: ConnectionsSeen
  readonly settings: { readonly [name: string]: string }
  /** Per database with any; null: checksums are off, so damage can't be seen. */
  readonly checksumFailures: readonly { readonly database: string; readonly count: number; readonly last: string | null }[] | null
  /** Left behind by a CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY that failed; those being built just now are not among them. */
  readonly invalidIndexes: readonly { readonly schema: string; readonly name: string; readonly table: string }[]
  readonly ids: {
    readonly databases: readonly IdAge[]
    /** The oldest tables of this database, with their TOAST. */
    readonly oldestTables: readonly IdAge[]
    readonly freezeMaxAge: number
    readonly multixactFreezeMaxAge: number
  }
  /** Sessions of others that work or idle in a transaction for over 10 s. */
  readonly sessions: readonly SessionSeen[]
  readonly seesAll: boolean
}
