import type { Sql } from '../../base/sql.ts'
import type { Target } from '../connector.ts'
import type { Notice } from './session.ts'

export type Server = {
  /** As server_version_num has it: 150004 is 15.4. */
  readonly version: number
  readonly major: number
  readonly database: string
  readonly user: string
  /** In recovery: it can be looked at, and nothing else. */
  readonly standby: boolean
  /** Whether the role may see what others' sessions do (pg_read_all_stats, of which pg_monitor is a member). */
  readonly seesAll: boolean
  /** host:port/database, for messages. */
  readonly place: string
}

export type Limits = {
  /** The server ends a statement that takes longer, in milliseconds. */
  readonly timeoutMs: number
  /** A lock that isn't gained in this time is given up, in milliseconds. Defaults to 1,000. */
  readonly lockTimeoutMs?: number
  readonly signal?: AbortSignal
}

/** Further settings of the server for as long as the call takes, by name. */
export type WithSettings = { readonly settings?: Readonly<Record<string, string>> }

export type Transaction = {
  rows<Row>(statement: Sql): Promise<readonly Row[]>
  /** How many rows the statement changed. */
  change(statement: Sql): Promise<number>
}

/** An open database. All calls but `watch` go over one connection, one after the other; when that is lost, so is the target. */
export type PostgresTarget = Target & {
  readonly server: Server
  /** The schemas that the stack limits it to; null: all but the system's. */
  readonly schemas: readonly string[] | null
  /** What all its connections are called in pg_stat_activity. */
  readonly sessionName: string
  /** The process of the one connection; behind a pooler, of its first transaction only. */
  readonly pid: number
  /** For PostgreSQL's own programs: how to reach the same database as the same role. Holds the password: for the environment of a child, and nothing else. */
  readonly programEnvironment: Readonly<Record<string, string>>
  /** One statement in a transaction that can't write. Times come as ISO 8601 text. `timeoutMs` defaults to the target's `statement-timeout`. */
  read<Row>(statement: Sql, limits?: Partial<Limits>): Promise<readonly Row[]>
  /** Several statements in one transaction that can't write: they see the same session, behind a pooler too. */
  reads<T>(work: (transaction: Pick<Transaction, 'rows'>) => Promise<T>, limits?: Partial<Limits>): Promise<T>
  /** A transaction that may write. It is rolled back when `work` throws. */
  write<T>(work: (transaction: Transaction) => Promise<T>, limits: Limits & WithSettings): Promise<T>
  /** A statement that can't be in a transaction (VACUUM, REINDEX CONCURRENTLY). Returns what the server remarked. */
  utility(statement: Sql, limits: Limits & WithSettings): Promise<readonly Notice[]>
  /** Names the table that the work is about: who waits for a lock on it, and who else vacuums it, are stop signals from then on. null: none any more. */
  workOn(table: WorkedTable | null): void
  /** Looks on while the connection is busy: a second one, made at first use, that can only read. */
  watch<Row>(statement: Sql): Promise<readonly Row[]>
}

export type WorkedTable = {
  readonly schema: string
  readonly name: string
  /**
   * What the work has to wait for, though it takes no lock that others notice: transactions of the database with older snapshots and those that have to do with the table, or all of
   * them. One that has been open for longer than `openMs` is a stop signal.
   */
  readonly waitsFor?: { readonly openMs: number; readonly which: 'concerned' | 'all' }
}

/** A time-out for each lock, unless the caller has a reason for another (the project's rules for PostgreSQL, "Always"). */
export const defaultLockTimeoutMs = 1_000
