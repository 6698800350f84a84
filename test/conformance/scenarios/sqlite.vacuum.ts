import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { halfEmpty, snapshotFiles, valueIn, withSqlite } from '../sqlite-world.ts'
import type { Bench, Scenario, World } from '../scenario.ts'

/** Limits for databases of two megabytes. */
const params = { 'free-bytes': '100 kB' }

async function make(
  bench: Bench,
  statements: string,
  more: { readonly left: number; readonly params?: World['params']; readonly open?: boolean },
): Promise<World> {
  const path = join(await bench.folder(), 'bot.db')
  withSqlite(path, (database) => database.exec(statements))
  // Somebody who has the database open keeps its WAL there; without anybody it goes with the last connection.
  const user = more.open ? new DatabaseSync(path) : null
  user?.exec(`pragma wal_autocheckpoint = 0; update trades set note = note || '!'`)
  return {
    config: { path },
    params: { ...params, ...more.params },
    snapshot: () => snapshotFiles(path),
    proven: async () => {
      assert.equal(valueIn(path, 'select count(*) from trades'), more.left)
      assert.equal(valueIn(path, 'pragma freelist_count'), 0)
      assert.equal(valueIn(path, 'pragma integrity_check'), 'ok')
      assert.equal(valueIn(path, `select count(*) > 0 from sqlite_stat1 where tbl = 'trades'`), 1)
    },
    close: async () => user?.close(),
  }
}

export default [
  { title: 'a file that is half empty', expects: 'steps', make: (bench) => make(bench, halfEmpty, { left: 1000 }) },
  {
    title: 'a file that is half empty, in WAL mode, and a program that has it open',
    expects: 'steps',
    make: (bench) => make(bench, `pragma journal_mode = wal;${halfEmpty}`, { left: 1000, open: true, params: { 'wal-limit': '1 MB' } }),
  },
  {
    title: 'a file that is half empty and can be shrunk bit by bit',
    expects: 'steps',
    // No free page is too little: what is left when it was killed in between is due too.
    make: (bench) =>
      make(bench, `pragma auto_vacuum = incremental;${halfEmpty}`, {
        left: 1000,
        params: { 'batch-pages': 120, 'free-share': 0, 'free-bytes': '0 B' },
      }),
  },
  {
    title: 'a file that is in order',
    expects: 'nothing',
    make: (bench) => make(bench, `${halfEmpty}; vacuum; analyze`, { left: 1000 }),
  },
] satisfies Scenario[]
