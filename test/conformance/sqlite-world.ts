import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { Json } from '../../src/base/json.ts'

/** Makes or opens a database for as long as `work` takes. */
export function withSqlite<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { timeout: 10_000 })
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** 2,000 rows of 1 KB, of which every second stays, in a table with an index. */
export const halfEmpty = `
  create table trades (id integer primary key, symbol text not null, note text not null);
  create index idx_trades_symbol on trades (symbol);
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
    insert into trades select i, 'S' || (i % 20), hex(randomblob(512)) from n;
  delete from trades where id > 1000`

/**
 * The database file and its journals, byte for byte. An empty -wal is the same as none, and the -shm is left out: SQLite makes both for whoever reads a database
 * in WAL mode, and they hold nothing that could not be made again.
 */
export async function snapshotFiles(path: string): Promise<Json> {
  const hashes = await Promise.all(['', '-wal', '-journal'].map(async (suffix) => hashOf(`${path}${suffix}`)))
  return hashes
}

async function hashOf(path: string): Promise<string | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  return bytes.length === 0 ? null : createHash('sha256').update(bytes).digest('hex')
}

export const valueIn = (path: string, sql: string): unknown =>
  withSqlite(path, (database) => Object.values(database.prepare(sql).get() ?? {})[0])
