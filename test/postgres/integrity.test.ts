import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createLogger } from '../../src/base/logger.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { startCluster } from '../../src/cluster/index.ts'
import type { Cluster } from '../../src/cluster/index.ts'
import integrity from '../../src/procedures/postgres/integrity.ts'
import type { IntegrityObservation } from '../../src/procedures/postgres/integrity/observation.ts'
import { newRound } from '../../src/procedures/postgres/integrity/progress.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { temporaryFolder, testCluster } from '../harness/index.ts'
import { as, databasesOn, churn, lookAt, run, sessionOf, until } from './looking.ts'
import { dropSlotWhenLeft, startStandby } from './standby.ts'

const odd = quoteIdentifier(oddName)
const log = createLogger({ level: 'silent' })
/** Statistics and checksum failures are the server's: only what is about objects. */
const damaged = (findings: readonly string[]): readonly string[] => findings.filter((finding) => finding.includes('damaged:'))

describe.each(majors)('postgres.integrity on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const newDatabase = databasesOn(cluster)
  const look = (url: string, params = {}, previous: unknown = null) => lookAt<IntegrityObservation>(integrity, url, { params, previous })
  const filled = (table: string): readonly string[] => [
    `create table ${table} (id int primary key, note text)`,
    `insert into ${table} select i, 'row ' || i from generate_series(1, 5000) i`,
    `create index on ${table} (note)`,
  ]

  it('goes once around a sound database, with tables, indexes, TOAST and catalogs', async () => {
    const url = await newDatabase('create extension amcheck', ...filled(odd))
    const seen = await look(url, { heapallindexed: true })
    expect(seen.findings).toEqual([])
    expect(seen.assessment.notLookedAt).toEqual([])
    const { lastRound } = seen.observation.progress
    expect(lastRound!.indexes).toBeGreaterThan(100)
    expect(lastRound!.tables).toBeGreaterThan(60)
    const own = await look(url, { catalogs: false }, seen.observation)
    expect(own.observation.progress.lastRound).toMatchObject({ indexes: 3, tables: 2 })
    expect((await look(url, { catalogs: false, tables: false })).observation.progress.lastRound).toMatchObject({ indexes: 3, tables: 0 })
  })

  it('finds pages of an index and of a table that the disk damaged, and sees them repaired', async () => {
    const { path } = await temporaryFolder()
    const start = async (): Promise<Cluster> => startCluster({ dataDir: path, log, server: { major }, settings: { fsync: 'off' } })
    let server = await start()
    onTestFinished(() => server.stop())
    await run(server.url(), 'create extension amcheck', ...filled('public.hit'), ...filled('public.broken'), ...filled('public.well'))
    const eye = await sessionOf(server.url(), 'test')
    const { rows } = await eye.query<{ index: string; table: string; kept: string }>(
      `select pg_relation_filepath('hit_note_idx') as index, pg_relation_filepath('broken') as table`,
    )
    await eye.end()
    await server.stop()
    await scribble(join(server.dataFolder, rows[0]!.index), 3)
    await scribble(join(server.dataFolder, rows[0]!.table), 5)

    server = await start()
    const found = await look(server.url())
    expect(found.findings).toEqual([
      'critical damaged:index:public.hit_note_idx',
      'critical damaged:table:public.broken',
      'critical checksum:postgres',
    ])
    const index = found.assessment.findings.find(({ fingerprint }) => fingerprint === 'damaged:index:public.hit_note_idx')!
    expect(index.detail).toMatch(/it belongs to public\.hit\.\ninvalid page in block 3 of relation/)
    expect(index.hint).toMatch(/do not rebuild it before you know why/)

    await run(server.url(), 'reindex index hit_note_idx')
    const rebuilt = await look(server.url(), {}, found.observation)
    expect(damaged(rebuilt.findings)).toEqual(['critical damaged:table:public.broken'])
    expect(rebuilt.observation.progress.damages[0]!.foundAt).toBe(found.observation.now)
    await run(server.url(), 'drop table broken')
    expect(damaged((await look(server.url(), {}, rebuilt.observation)).findings)).toEqual([])
    await server.stop()
  })

  it('finds an index whose order is wrong, which no checksum shows', async () => {
    const url = await newDatabase(
      'create extension amcheck',
      `create function compare(a int4, b int4) returns int4 language sql immutable as 'select btint4cmp(a, b)'`,
      'create operator class turning for type int4 using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 compare(int4, int4)',
      'create table t (id int)',
      'insert into t select generate_series(1, 1000)',
      `create index ${odd} on t (id turning)`,
    )
    expect((await look(url)).findings).toEqual([])
    await run(url, `create or replace function compare(a int4, b int4) returns int4 language sql immutable as 'select btint4cmp(b, a)'`)
    const found = await look(url)
    expect(found.findings).toEqual([`critical damaged:index:public.${odd}`])
    expect(found.assessment.findings[0]!.detail).toContain('item order invariant violated')
  })

  it('checks no more what the server went down over, until it is rebuilt or a person has looked into it', async () => {
    await using own = await testCluster({ major })
    const deadly = `create or replace function compare(a int4, b int4) returns int4 language plpgsql as $$ begin
      execute format('copy (select 1) to program %L', 'kill -9 ' || pg_backend_pid()); return 0; end $$`
    const harmless = `create or replace function compare(a int4, b int4) returns int4 language plpgsql as 'begin return btint4cmp(a, b); end'`
    await run(
      own.url(),
      'create extension amcheck',
      harmless,
      'create operator class odd for type int4 using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 compare(int4, int4)',
      'create table t (id int primary key)',
      'insert into t select generate_series(1, 1000)',
      `create index ${odd} on t (id odd)`,
      'create index after_it on t (id desc)',
      deadly,
      // What a crash would take: the server of a test doesn't wait for its disk.
      'checkpoint',
    )
    const params = { catalogs: false }
    const crashed = `critical crashed:index:public.${odd}`
    const first = await look(own.url(), params)
    expect(first.findings).toEqual([crashed])
    expect(first.assessment.notLookedAt).toMatchObject([{ what: `public.${odd}`, fingerprints: `damaged:index:public.${odd}` }])
    const { at } = first.observation.progress.crashes[0]!

    // The next one goes on behind it, and the server stays up.
    const second = await look(own.url(), params, first.observation)
    expect(second.findings).toEqual([crashed])
    expect(second.observation.progress.lastRound).toMatchObject({ indexes: 2, tables: 1 })
    expect(second.observation.progress.crashes).toEqual(first.observation.progress.crashes)

    // Who lets it be checked again is told again.
    const later = new Date(Date.parse(at) + 1).toISOString()
    const third = await look(own.url(), { ...params, 'crashes-looked-into': later }, second.observation)
    expect(third.findings).toEqual([crashed])
    expect(third.observation.progress.crashes[0]!.at).not.toBe(at)

    await run(own.url(), harmless, `reindex index ${odd}`)
    const mended = await look(own.url(), params, { ...third.observation, progress: { ...third.observation.progress, round: newRound(at) } })
    expect(mended.findings).toEqual([])
    expect(mended.observation.progress.lastRound).toMatchObject({ indexes: 3, tables: 1 })
  })

  it('blames nothing for a check that somebody ended', async () => {
    const compare = (first: string): string =>
      `create or replace function compare(a int4, b int4) returns int4 language plpgsql as 'begin ${first} return btint4cmp(a, b); end'`
    const url = await newDatabase(
      'create extension amcheck',
      compare(''),
      'create operator class slow for type int4 using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 compare(int4, int4)',
      'create table t (id int)',
      'insert into t values (1), (2)',
      'create index on t (id slow)',
      compare('perform pg_sleep(60);'),
    )
    const admin = await sessionOf(url, 'admin')
    const looking = look(url, { catalogs: false }).catch((error: unknown) => error)
    const checks = `from pg_stat_activity where datname = current_database() and query like '%bt_index_check%' and wait_event = 'PgSleep'`
    await until(admin, `select count(*) = 1 ${checks}`)
    await admin.query(`select pg_terminate_backend(pid) ${checks}`)
    expect(await looking).toMatchObject({ message: expect.stringContaining('57P01') as string, transient: true })
  })

  it('finds a row that is in no index when it is told to look, and rows that are older than they may be', async () => {
    const url = await newDatabase(
      'create extension amcheck',
      'create table missing (id int)',
      'create index missing_id on missing (id)',
      'set allow_system_table_mods = on',
      `update pg_index set indisready = false, indisvalid = false where indexrelid = 'missing_id'::regclass`,
      'insert into missing select generate_series(1, 10)',
      `update pg_index set indisready = true, indisvalid = true where indexrelid = 'missing_id'::regclass`,
      'create table older (id int)',
      'insert into older select generate_series(1, 10)',
      'create table young (id int)',
      `update pg_class set relfrozenxid = (select relfrozenxid from pg_class where relname = 'young') where relname = 'older'`,
    )
    expect((await look(url)).findings).toEqual(['critical damaged:table:public.older'])
    const deep = await look(url, { heapallindexed: true })
    expect(deep.findings.toSorted()).toEqual(['critical damaged:index:public.missing_id', 'critical damaged:table:public.older'])
    expect(deep.assessment.findings.map(({ detail }) => detail).join('\n')).toMatch(
      /lacks matching index tuple[\s\S]*precedes relation freeze threshold|precedes relation freeze threshold[\s\S]*lacks matching index tuple/,
    )
  })

  it('works in slices: each run goes on where the last one stopped, until all was seen', async () => {
    const tables = Array.from({ length: 12 }, (_, i) => `create table t${i} (id int primary key)`)
    const url = await newDatabase('create extension amcheck', ...tables)
    const slice = { budget: '5ms', catalogs: false }
    let seen = await look(url, slice)
    let runs = 1
    const positions = [place(seen.observation)]
    while (seen.observation.progress.lastRound === null) {
      seen = await look(url, slice, seen.observation)
      positions.push(place(seen.observation))
      if ((runs += 1) > 200) throw new Error('the round does not end')
    }
    expect(runs).toBeGreaterThan(3)
    expect(positions.slice(0, -1)).toEqual(positions.slice(0, -1).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
    // What takes longer than a whole run is passed over and said, and nothing is counted twice.
    const { lastRound, passedOver } = seen.observation.progress
    const whole = (await look(url, { catalogs: false })).observation.progress.lastRound!
    expect(lastRound.indexes + lastRound.tables + passedOver.length).toBe(whole.indexes + whole.tables)
  })

  it('goes on in the midst of a table', async () => {
    const url = await newDatabase(
      'create extension amcheck',
      'create table big (id int, filler char(1000)) with (autovacuum_enabled = off)',
      `insert into big select i, 'x' from generate_series(1, 20000) i`,
      'create table young (id int)',
      // Every row of it is older than the table says rows may be: damage at each block.
      `update pg_class set relfrozenxid = (select relfrozenxid from pg_class where relname = 'young') where relname = 'big'`,
    )
    const stretches = ({ progress }: IntegrityObservation): readonly number[] => progress.damages.map(({ from }) => from)
    const { observation } = await look(url, { catalogs: false })
    expect(stretches(observation)).toEqual([0, 2_048])
    const [damage] = observation.progress.damages
    const round = { ...newRound(observation.now), after: damage!.oid - 1, within: { oid: damage!.oid, block: 2_048 } }
    const next = await look(url, { catalogs: false }, { ...observation, progress: { ...observation.progress, round, damages: [] } })
    expect(stretches(next.observation)).toEqual([2_048])
  })

  it('passes over what is locked, and names it', async () => {
    const url = await newDatabase(
      'create extension amcheck',
      'create table held (id int primary key)',
      'create table free (id int primary key)',
    )
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin')
    await holder.query('lock table held')
    const { findings, assessment, observation } = await look(url, { catalogs: false })
    expect(findings).toEqual([])
    expect(assessment.notLookedAt).toEqual([
      { what: 'public.held', why: 'another session holds it locked' },
      { what: 'public.held_pkey', why: 'another session holds it locked' },
    ])
    await holder.query('rollback')
    expect((await look(url, { catalogs: false }, observation)).assessment.notLookedAt).toEqual([])
  })

  it('looks while tables and indexes come and go', async () => {
    const url = await newDatabase('create extension amcheck')
    const stop = churn(url, 'create table brief (id int primary key, note text)', 'create index on brief (note)', 'drop table brief')
    for (let looks = 0; looks < 15; looks++) expect((await look(url, { catalogs: false })).findings).toEqual([])
    await stop()
  })

  it('says which collations have other rules than their indexes', async () => {
    const url = await newDatabase(
      'create extension amcheck',
      `create collation "odd ""collation""" (provider = icu, locale = 'de')`,
      `create table names (name text collate "odd ""collation""")`,
      'create index on names (name)',
      'set allow_system_table_mods = on',
      `update pg_collation set collversion = '0.1' where collname = 'odd "collation"'`,
    )
    const { findings, assessment } = await look(url)
    expect(findings).toEqual(['warning collation:public."odd ""collation"""'])
    expect(assessment.findings[0]!.detail).toContain('They were built with version 0.1')
  })

  it('finds that amcheck is missing, and looks at the rest', async () => {
    const url = await newDatabase('create table t (id int)')
    await run(
      url,
      'create index t_id on t (id)',
      'set allow_system_table_mods = on',
      `update pg_index set indisvalid = false where indexrelid = 't_id'::regclass`,
    )
    const { findings, assessment } = await look(url)
    expect(findings).toEqual(['warning invalid-index:public.t_id', 'warning extension:amcheck'])
    expect(assessment.notLookedAt).toEqual([expect.objectContaining({ what: 'indexes and tables', fingerprints: 'damaged:' })])
  })

  it('does what an old amcheck can, in a schema with an odd name, and says what that one can not', async () => {
    const url = await newDatabase(
      `create schema ${odd}`,
      `create extension amcheck schema ${odd} version '1.0'`,
      ...filled('t'),
      'create index on t using hash (id)',
    )
    const { findings, assessment, observation } = await look(url, { heapallindexed: true, catalogs: false })
    expect(findings).toEqual([])
    expect(observation.progress.lastRound).toMatchObject({ indexes: 3, tables: 0 })
    expect(assessment.notLookedAt!.map(({ what }) => what)).toEqual([
      'tables',
      'whether each row is in its indexes',
      '1 indexes that are no B-trees',
    ])
  })

  it('says what an ordinary role may not check', async () => {
    const url = await newDatabase('create extension amcheck', "create role little login password 'little'")
    onTestFinished(async () => run(cluster.url(), 'drop role little'))
    const { findings, assessment } = await look(as('little', url))
    expect(findings).toEqual([])
    expect(assessment.notLookedAt!.map(({ what }) => what)).toEqual(['indexes', 'tables'])
    await run(url, 'grant execute on function bt_index_check(regclass) to little')
    expect((await look(as('little', url))).assessment.notLookedAt!.map(({ what }) => what)).toEqual(['tables'])
    await run(url, 'revoke all on function bt_index_check(regclass) from little')
  })

  it('checks a standby', async () => {
    await run(
      cluster.url(),
      'create extension if not exists amcheck',
      "select pg_create_physical_replication_slot('copy', true)",
      'create unlogged table if not exists volatile (id int primary key)',
    )
    onTestFinished(async () => run(cluster.url(), dropSlotWhenLeft('copy')))
    const standby = await startStandby(cluster, 'copy')
    const { findings, observation } = await look(standby.url, { heapallindexed: true })
    expect(damaged(findings)).toEqual([])
    expect(observation.progress.passedOver).toEqual([])
    expect(observation.progress.lastRound!.indexes).toBeGreaterThan(100)
  })
})

const place = ({ progress: { round } }: IntegrityObservation): readonly [number, number] => [round.after, round.within?.block ?? 0]

/** Fills the middle of a page with what was never written there. */
async function scribble(file: string, page: number): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.write(Buffer.alloc(4_000, 0xa5), 0, 4_000, page * 8_192 + 2_000)
  await handle.close()
}
