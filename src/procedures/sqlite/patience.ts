import type { Storage } from './storage.ts'

/**
 * How long a single look may take, in milliseconds; undefined: as long as it needs. Without a WAL nobody can write while somebody reads, and the
 * busy time-out of most programs is 5 s (that of Python's sqlite3, and of Rails).
 */
export const longestReadMs = (storage: Pick<Storage, 'journal'>, otherwiseMs = 2_000): number | undefined =>
  storage.journal === 'wal' ? undefined : otherwiseMs
