import type { Target } from '../connector.ts'
import type { DatabaseFiles } from './database-file.ts'
import type { PageCounts } from './header.ts'

export type QueryOptions = {
  /**
   * For what only reads: when it has kept its lock for so long, in milliseconds, it is ended and TookTooLong thrown. Defaults to no limit but the
   * run's own.
   */
  readonly timeoutMs?: number
  /** How long it may wait for a lock, in milliseconds. Defaults to the target's `busy-timeout`. */
  readonly busyMs?: number
}

/** An open database file. Statements run one after the other, in a process of their own. */
export type SqliteTarget = Target & {
  /** The file itself, links resolved. */
  readonly path: string
  /** Runs one statement and returns its rows; throws a SqliteError. In inspect mode SQLite itself refuses what would change anything. */
  query<Row>(sql: string, options?: QueryOptions): Promise<readonly Row[]>
  files(): Promise<DatabaseFiles>
  /** The page counts as they will be when what a dead program left behind is rolled back. Only when a query said so (isUnfinished). */
  unfinished(): Promise<PageCounts>
}
