import assert from 'node:assert/strict'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { halfEmpty, snapshotFiles, withSqlite } from '../sqlite-world.ts'
import type { Bench, Scenario, World } from '../scenario.ts'

async function make(bench: Bench, statements: string, then: (path: string) => Promise<void> = async () => {}): Promise<World> {
  const path = join(await bench.folder(), 'bot.db')
  withSqlite(path, (database) => database.exec(statements))
  await then(path)
  const made = await snapshotFiles(path)
  return {
    config: { path },
    params: { 'free-bytes': '100 kB' },
    snapshot: () => snapshotFiles(path),
    proven: async () => assert.deepEqual(await snapshotFiles(path), made),
    close: async () => {},
  }
}

/** Writes noise over the last page but one, which holds rows. */
async function damage(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    await file.write(Buffer.alloc(4096, 0x5a), 0, 4096, size - 8192)
  } finally {
    await file.close()
  }
}

const orphans = `pragma foreign_keys = off; create table users (id integer primary key);
  create table strategies (id integer primary key, user_id integer references users (id)); insert into strategies values (1, 7), (2, 8)`

export default [
  { title: 'a database that is in order', expects: 'nothing', make: (bench) => make(bench, `${halfEmpty}; vacuum`) },
  {
    title: 'a database in WAL mode that is in order',
    expects: 'nothing',
    make: (bench) => make(bench, `pragma journal_mode = wal; ${halfEmpty}; vacuum`),
  },
  { title: 'a file that is half empty', expects: 'findings', make: (bench) => make(bench, halfEmpty) },
  { title: 'rows whose parent is missing', expects: 'findings', make: (bench) => make(bench, orphans) },
  { title: 'a damaged page', expects: 'findings', make: (bench) => make(bench, `${halfEmpty}; vacuum`, damage) },
] satisfies Scenario[]
