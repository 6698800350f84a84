import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import type { Assessment, InspectContext } from '../contract.ts'
import sqlite from '../../targets/sqlite/index.ts'
import check from './check.ts'
import type { CheckObservation } from './check/inspect.ts'

const MiB = 2 ** 20
const well: CheckObservation = {
  now: '2026-07-04T12:00:00.000Z',
  path: '/srv/bot.db',
  storage: {
    pageSize: 4096,
    pages: 25_600,
    freePages: 0,
    autoVacuum: 'none',
    userVersion: 3,
    journal: 'wal',
    unfinished: false,
    databaseBytes: 100 * MiB,
    walBytes: 4 * MiB,
    freeBytes: 1024 * MiB,
    wal: { frames: 1000, checkpointed: 1000 },
  },
  integrity: { problems: [], unread: [] },
  foreignKeys: { orphans: [], unread: null },
  tables: [{ name: 'trades', indexes: 1, rows: 5, analyzedRows: 5 }],
  tablesSeen: 1,
}
type Given = Omit<Partial<CheckObservation>, 'storage'> & { storage?: Partial<CheckObservation['storage']> | null }
const assess = (seen: Given, given: object = {}): Assessment =>
  check.assess(
    { ...well, ...seen, storage: seen.storage === null ? null : { ...well.storage!, ...seen.storage } },
    check.params.parse(given),
  )

describe('what is judged', () => {
  it.each<[string, Given, object, string[]]>([
    ['a database in order', {}, {}, []],
    ['damage', { integrity: { problems: ['Tree 5 page 7: btreeInitPage() returns error code 11'], unread: [] } }, {}, ['critical damaged']],
    [
      'rows without their parent',
      { foreignKeys: { orphans: [{ table: 'trades', parent: 'users', rows: 2 }], unread: null } },
      {},
      ['warning foreign-key:trades:users'],
    ],
    ['a WAL of 64 MiB', { storage: { walBytes: 64 * MiB } }, {}, []],
    ['a WAL over 64 MiB', { storage: { walBytes: 64 * MiB + 1 } }, {}, ['warning wal']],
    ['a WAL over a limit of its own', { storage: { walBytes: 2 * MiB } }, { 'wal-limit': '1 MiB' }, ['warning wal']],
    ['much free space', { storage: { freePages: 7_000 } }, {}, ['info free-space']],
    ['a size at its limit', {}, { 'max-size': '104 MiB' }, []],
    ['a size over its limit, the WAL counted', {}, { 'max-size': '103 MiB' }, ['warning size']],
    [
      'what a dead program left behind',
      { storage: { unfinished: true, journal: null }, integrity: null, foreignKeys: null, tables: null },
      {},
      ['warning unfinished'],
    ],
    [
      'a file that can not be read at all',
      { storage: null, integrity: { problems: ['file is not a database'], unread: [] }, foreignKeys: null, tables: null },
      {},
      ['critical damaged'],
    ],
  ])('%s', (_what, seen, given, found) => {
    expect(assess(seen, given).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)).toEqual(found)
  })

  it.each<[string, Given, object, string[]]>([
    ['nothing, of a database in order', {}, {}, []],
    ['nothing that was not asked for', { integrity: null, foreignKeys: null }, { integrity: 'none', 'foreign-keys': false }, []],
    [
      'integrity and keys, while something has to be rolled back',
      { storage: { unfinished: true }, integrity: null, foreignKeys: null, tables: null },
      {},
      ['damaged', 'foreign-key:'],
    ],
    [
      'tables that took too long',
      { integrity: { problems: [], unread: ['trades'] }, tables: [{ ...well.tables![0]!, rows: null }] },
      {},
      ['damaged', ''],
    ],
    ['keys that make no sense', { foreignKeys: { orphans: [], unread: 'foreign key mismatch' } }, {}, ['foreign-key:']],
  ])('is left open: %s', (_what, seen, given, left) => {
    expect(assess(seen, given).notLookedAt?.map(({ fingerprints = '' }) => fingerprints)).toEqual(left)
  })
})

describe('a look at a real database', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upkeep-sqlite-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function lookAt(statements: string, given: object = {}): Promise<CheckObservation> {
    const path = join(folder, 'bot.db')
    const database = new DatabaseSync(path, { defensive: false })
    database.exec(statements)
    database.close()
    const signal = new AbortController().signal
    const log = createLogger({ level: 'silent' })
    const target = await sqlite.open(sqlite.config.parse({ path }), { mode: 'inspect', run: { id: 'test', fence: 1 }, signal, log })
    const now = new Date('2026-07-04T12:00:00Z')
    const ctx: InspectContext = { now, due: now, previous: null, record: () => null, facts: async () => [], signal, log }
    try {
      return await check.inspect({ target, params: check.params.parse(given), ctx })
    } finally {
      await target.close()
    }
  }

  it('tells pages, journal, version and the rows of each table, odd names too, and leaves virtual tables alone', async () => {
    const seen = await lookAt(`pragma user_version = 42; pragma journal_mode = wal;
      create table "we ""love"" 🐘" (id integer primary key); insert into "we ""love"" 🐘" values (1), (2);
      create table keyed (name text primary key) without rowid; create virtual table search using fts5(body); create view v as select 1`)
    expect(seen.storage).toMatchObject({
      userVersion: 42,
      journal: 'wal',
      autoVacuum: 'none',
      pageSize: 4096,
      freePages: 0,
      wal: { frames: 0, checkpointed: 0 },
    })
    expect(seen.tables).toEqual([
      { name: 'keyed', indexes: 0, rows: 0, analyzedRows: null },
      { name: 'we "love" 🐘', indexes: 0, rows: 2, analyzedRows: null },
    ])
    expect([seen.integrity, seen.foreignKeys]).toEqual([
      { problems: [], unread: [] },
      { orphans: [], unread: null },
    ])
  })

  it('finds an index that lost a row only when it looks in full', async () => {
    const hidden = `create table t (a); create index i on t (a); insert into t values (1), (2);
      pragma writable_schema = on; delete from sqlite_schema where name = 'i'; pragma writable_schema = reset; insert into t values (3);
      pragma writable_schema = on; insert into sqlite_schema values ('index', 'i', 't', 3, 'create index i on t (a)'); pragma writable_schema = reset`
    expect((await lookAt(hidden)).integrity?.problems.join()).toMatch(/wrong # of entries in index i/)
    expect((await lookAt('select 1', { integrity: 'full' })).integrity?.problems.join()).toMatch(/row 3 missing from index i/)
  })

  it('gives up a look that would keep writers waiting, and says so; in WAL mode it takes its time', async () => {
    const much = `create table t (id integer primary key, note text);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) insert into t select i, hex(randomblob(80)) from n`
    const without = await lookAt(much, { 'longest-look': '1ms' })
    expect(without.integrity).toEqual({ problems: [], unread: ['pages that belong to no table', 't'] })
    const withWal = await lookAt('pragma journal_mode = wal', { 'longest-look': '1ms' })
    expect(withWal.integrity).toEqual({ problems: [], unread: [] })
    expect(withWal.tables).toMatchObject([{ rows: 300_000 }])
  })
})
