import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { valueIn, withSqlite } from '../conformance/sqlite-world.ts'
import { startNode } from '../harness/index.ts'
import { vacuumInProcess } from './vacuum.ts'

/** A program writes all the time while sqlite.vacuum works on the same file. Nobody loses anything, and nobody waits longer than the work takes. */
let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upkeep-sqlite-'))
  path = join(folder, 'bot.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const rows = 60_000

/** Some 30 MB, half of them free. */
const make = (pragmas: string): void =>
  withSqlite(path, (database) =>
    database.exec(`${pragmas}; create table written (id integer primary key, note text);
      create table old (id integer primary key, note text); create index idx_old_note on old (note);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) insert into old select i, hex(randomblob(100)) from n;
      delete from old where id > ${rows / 2}`),
  )

type Told = { readonly written: number; readonly busy: number; readonly longestMs: number; readonly errors: readonly string[] }

async function besideWriter(busyMs: number, work: () => Promise<void>): Promise<Told> {
  const writer = startNode([join(import.meta.dirname, '..', 'fixtures', 'sqlite-writer-process.ts'), path, String(busyMs)])
  await writer.waitFor(/writing/)
  await work()
  writer.kill('SIGTERM')
  await writer.ended
  return JSON.parse(writer.stdout.trim().split('\n').at(-1)!) as Told
}

const shrink = async (params: JsonObject = {}): Promise<void> => {
  const records = await vacuumInProcess(path, { 'free-bytes': '1 MB', 'lock-tries': 20, ...params })
  expect(records.map(({ key }) => key)).toEqual(expect.arrayContaining([expect.stringMatching(/vacuum$/), 'analyze']))
}

function expectWhole(told: Told): void {
  expect(told.errors).toEqual([])
  expect(valueIn(path, 'select count(*) from written')).toBe(told.written)
  // Each row is changed twice, the two turns after it that are double its number.
  expect(valueIn(path, `select count(*) from written where id <= ${Math.floor(told.written / 2)} and note not like '%..'`)).toBe(0)
  expect(valueIn(path, 'select count(*) from old')).toBe(rows / 2)
  expect(valueIn(path, 'pragma integrity_check')).toBe('ok')
  expect(Number(valueIn(path, 'pragma freelist_count'))).toBeLessThan(100)
}

describe.each([
  ['in WAL mode', 'pragma journal_mode = wal'],
  ['with a rollback journal', 'pragma journal_mode = delete'],
])('beside a program that writes all the time, %s', (_mode, journal) => {
  it('VACUUM loses no row, and a writer that waits as programs do sees no error at all', async () => {
    make(journal)
    const told = await besideWriter(30_000, () => shrink())
    expectWhole(told)
    expect(told.busy).toBe(0)
  })

  it('VACUUM loses no row, and a writer that does not wait sees nothing but a busy database', async () => {
    make(journal)
    expectWhole(await besideWriter(0, () => shrink()))
  })

  it('an incremental vacuum lets it write between its batches', async () => {
    make(`pragma auto_vacuum = incremental; ${journal}`)
    let records = 0
    const told = await besideWriter(30_000, async () => {
      await shrink({ 'batch-pages': 100 })
      records = Number(valueIn(path, 'select count(*) from written'))
    })
    expectWhole(told)
    expect(told.busy).toBe(0)
    expect(told.longestMs).toBeLessThan(15_000)
    expect(records).toBeGreaterThan(20)
  })
})

it('a reader that never ends keeps a WAL from being emptied: the run is put off, and writers go on', async () => {
  make('pragma journal_mode = wal')
  const reader = new DatabaseSync(path, { readOnly: true })
  try {
    reader.exec('begin')
    reader.prepare('select count(*) from old').get()
    const told = await besideWriter(30_000, async () => {
      const shrinking = vacuumInProcess(path, { 'free-share': 100, analyze: false, 'wal-limit': '1 kB', 'lock-tries': 3 })
      await expect(shrinking).rejects.toMatchObject({
        name: 'RemoteError',
        transient: true,
        message: `${path}: a reader keeps the write-ahead log from being emptied`,
      })
    })
    expect([told.errors, told.busy]).toEqual([[], 0])
  } finally {
    reader.close()
  }
})
