import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { createLogger } from '../../src/base/logger.ts'
import { newId } from '../../src/base/id.ts'
import reindex from '../../src/procedures/postgres/reindex.ts'
import type { ReindexObservation } from '../../src/procedures/postgres/reindex/observation.ts'
import { bloatOf } from '../../src/procedures/postgres/bloat/judge.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { carryOutInChild } from '../conformance/child.ts'
import { carryOut, look } from '../conformance/drive.ts'
import type { Job } from '../conformance/drive.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster, testDatabase } from '../harness/index.ts'
import type { TestCluster, TestDatabase } from '../harness/index.ts'
import postgres from '../../src/targets/postgres/index.ts'
import { as, jobOf, lookAt, run, sessionOf, until } from './looking.ts'

const small = { 'min-size': '64 KiB' }
const see = (url: string, params: JsonObject = small, previous: unknown = null) =>
  lookAt<ReindexObservation>(reindex, url, { params, previous })

const jobFor = (url: string, params: JsonObject = small): Job => jobOf(reindex, url, params)

describe.each(majors)('on PostgreSQL %i', (major) => {
  let cluster: TestCluster
  let database: TestDatabase
  let url: string
  let client: pg.Client
  beforeAll(async () => {
    cluster = await testCluster({ major, settings: { autovacuum: 'off', max_prepared_transactions: '5' } })
    database = await testDatabase({ clusterUrl: cluster.url() })
    url = database.url
    client = new pg.Client({ connectionString: url, application_name: 'test' })
    client.on('error', () => undefined)
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.close()
    await cluster.close()
  })
  /** An empty database with these statements done. A session hands its counters over when it ends, so VACUUM and ANALYZE have one of their own. */
  const fresh = async (...statements: readonly string[]) => {
    const care = statements.findIndex((text) => /^(vacuum|analyze)/.test(text))
    const first = care === -1 ? statements : statements.slice(0, care)
    await run(url, `set lock_timeout = '60s'`, 'drop schema public cascade', 'create schema public', ...first)
    if (care !== -1) for (const statement of statements.slice(care)) await run(url, statement)
  }
  /** 20,000 rows of which every fifth stays, and an index that keeps the room of all. */
  const bloated = [
    'create table t (id int, note text)',
    `insert into t select i, md5(i::text) from generate_series(1, 20000) i`,
    'create index t_id on t (id)',
    'create index t_note on t (note)',
    'delete from t where id % 5 <> 0',
    'vacuum (analyze) t',
  ]
  const valueOf = async <T>(query: string): Promise<T> => (await client.query<{ value: T }>(`select (${query}) as value`)).rows[0]!.value
  const invalidOnes = () => valueOf<number>('select count(*)::int from pg_index where not indisvalid')

  it('estimates indexes that were just built to within a tenth of their size', async () => {
    await fresh(
      'create table t (a int not null, b bigint not null, c text, d timestamptz, e int, f numeric(20,10))',
      `insert into t select i, i * 7, md5(i::text), now() + i * interval '1 s', nullif(i % 9, 0) * i, random() from generate_series(1, 30000) i`,
      ...['a', 'b, a', 'a, b', 'c', 'd', 'lower(c)', 'c, d, a', 'f'].map((columns) => `create index on t (${columns})`),
      'create index on t (a) where a % 3 = 0',
      'create index on t (a) include (c)',
      'create index on t (d) with (fillfactor = 60)',
      'analyze t',
    )
    const { observation, assessment } = await see(url)
    expect(observation.indexes).toHaveLength(11)
    for (const { name, measured } of observation.indexes) {
      expect(measured.neededBytes! / measured.bytes, name).toBeGreaterThan(0.9)
      expect(measured.neededBytes! / measured.bytes, name).toBeLessThan(1.1)
    }
    expect(assessment.steps).toEqual([])
  })

  it('does not judge a partial index by the statistics of rows that it does not hold', async () => {
    await fresh(
      'create table t (a int, c text)',
      `insert into t select i, case when i % 10 = 0 then md5(i::text) || md5(i::text) else '' end from generate_series(1, 100000) i`,
      `create index of_text on t (c) where c <> ''`,
      `create index of_expression on t (upper(c)) where c <> ''`,
      `create index of_number on t (a) where c <> ''`,
      'vacuum (analyze) t',
    )
    const { observation, assessment } = await see(url)
    expect(observation.indexes.map(({ name, unknown }) => [name, unknown])).toEqual([
      ['of_expression', []],
      ['of_text', ['c']],
      ['of_number', []],
    ])
    expect(assessment.steps).toEqual([])
    expect(assessment.notLookedAt!.map(({ what }) => what)).toContain('public.of_text')
  })

  it('rebuilds what is bloated, beside readers and writers, and says what that gained', async () => {
    await fresh(...bloated)
    const before = await see(url)
    expect(before.assessment.steps.map(({ key, risk, preview }) => [key, risk, preview.statement])).toEqual([
      ['reindex:public.t_note', 'safe', 'REINDEX INDEX CONCURRENTLY "public"."t_note"'],
      ['reindex:public.t_id', 'safe', 'REINDEX INDEX CONCURRENTLY "public"."t_id"'],
    ])
    expect(before.assessment.steps[1]!.title).toMatch(/^Rebuild public\.t_id: 7\d % bloat by estimate, \d+ KiB of \d+ KiB to gain$/)
    const records = await carryOut(reindex, jobFor(url))
    expect(records[1]!.outcome.summary).toMatch(/^rebuilt public\.t_id: 456 KiB before, 104 KiB after, in /)
    const after = await see(url)
    expect(after.assessment.steps).toEqual([])
    expect(await invalidOnes()).toBe(0)
  })

  it('takes the statistics of the time before many changes for unknown: it analyzes first, and rebuilds what is bloated by then', async () => {
    await fresh(...bloated.slice(0, -2), 'analyze t', 'delete from t where id % 5 <> 0', 'vacuum t')
    const { assessment } = await see(url)
    expect(assessment.steps.map(({ key, after }) => [key, after])).toEqual([
      ['analyze:public.t', undefined],
      ['reindex:public.t_note', ['analyze:public.t']],
      ['reindex:public.t_id', ['analyze:public.t']],
    ])
    await carryOut(reindex, jobFor(url))
    expect((await see(url)).assessment.steps).toEqual([])
    expect(await valueOf(`pg_relation_size('t_id') < 150000`)).toBe(true)
  })

  it('does not rebuild what fresh statistics find fine, and knows nothing when statistics were reset', async () => {
    await fresh(
      'create table t (id int)',
      'insert into t select generate_series(1, 20000)',
      'create index t_id on t (id)',
      'analyze t',
      'select pg_stat_reset()',
    )
    const { assessment } = await see(url)
    expect(assessment.steps.map(({ key }) => key)).toEqual(['analyze:public.t', 'reindex:public.t_id'])
    const before = await valueOf(`select relfilenode::int from pg_class where relname = 't_id'`)
    const records = await carryOut(reindex, jobFor(url))
    expect(records[1]!.outcome.summary).toBe('public.t_id was not rebuilt: 2 % of it are bloat, by fresh statistics')
    expect(await valueOf(`select relfilenode::int from pg_class where relname = 't_id'`)).toBe(before)
  })

  it('believes pgstatindex more than the estimate', async () => {
    await fresh('create extension pgstattuple', ...bloated)
    const { observation } = await see(url)
    for (const { measured } of observation.indexes) expect(bloatOf(measured)).toBeCloseTo(0.8, 1)
    expect(observation.indexes.every(({ measured }) => measured.exactBytes !== null)).toBe(true)
    // The statistics say that there are few rows, the index is full of them.
    await run(url, 'reindex table t', `update pg_class set reltuples = 400 where relname in ('t', 't_id', 't_note')`)
    const again = await see(url)
    expect(again.observation.indexes.map(({ measured }) => measured.neededBytes! < measured.bytes / 2)).toEqual([true, true])
    expect(again.assessment.steps).toEqual([])
    await run(url, 'drop extension pgstattuple')
  })

  it('finds the leftover of a rebuild that was ended in the middle, drops it and rebuilds the index', async () => {
    await fresh(...bloated)
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin; update t set note = note where id = 5')
    const builder = await sessionOf(url, 'builder')
    const building = builder.query('reindex index concurrently t_id').catch((error: Error) => error.message)
    await until(client, `select exists (select from pg_class where relname = 't_id_ccnew')`)
    const meanwhile = await see(url)
    expect(meanwhile.assessment.steps.map(({ key }) => key)).not.toContain('drop:public.t_id_ccnew')
    expect(meanwhile.assessment.notLookedAt!.map(({ what, why }) => `${what}: ${why}`)).toContainEqual(
      expect.stringMatching(/^public\.t_id_ccnew: pid \d+ works on its table just now/),
    )
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'builder'`)
    await building
    await holder.query('rollback')
    const { assessment } = await see(url)
    expect(assessment.steps.map(({ key, preview, after }) => [key, preview.statement, after])).toEqual([
      ['drop:public.t_id_ccnew', 'DROP INDEX CONCURRENTLY "public"."t_id_ccnew"', undefined],
      ['reindex:public.t_note', 'REINDEX INDEX CONCURRENTLY "public"."t_note"', undefined],
      ['reindex:public.t_id', 'REINDEX INDEX CONCURRENTLY "public"."t_id"', ['drop:public.t_id_ccnew']],
    ])
    await carryOut(reindex, jobFor(url))
    expect(await invalidOnes()).toBe(0)
    expect((await see(url)).assessment.steps).toEqual([])
  })

  it('goes on after the session of its worker was ended in the middle of a build', async () => {
    await fresh(...bloated)
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin; update t set note = note where id = 5')
    const job = jobFor(url, { ...small, indexes: ['t_id'] })
    const child = carryOutInChild(job, null).catch((error: Error) => error)
    await until(client, `select exists (select from pg_class where relname = 't_id_ccnew')`)
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'REINDEX%' and application_name like 'upkeep:%'`,
    )
    await child
    await holder.query('rollback')
    expect(await invalidOnes()).toBe(1)
    const next = { ...job, run: { ...job.run, fence: 2 } }
    await carryOut(reindex, next)
    expect((await look(reindex, next)).assessment.steps).toEqual([])
    expect(await invalidOnes()).toBe(0)
    expect(await valueOf(`select count(*)::int from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 't'`)).toBe(0)
  })

  it('leaves a valid index alone that is called like a leftover, and makes one valid whose building failed', async () => {
    await fresh(
      'create table t (id int, other int)',
      'insert into t select i, i from generate_series(1, 1000) i',
      'create index t_id on t (id)',
      'create index t_id_ccnew on t (other)',
      'create index t_id_ccold3 on t (id)',
      'insert into t values (1, 1)',
      'analyze t',
    )
    await client.query('create unique index concurrently t_once on t (other)').catch(() => undefined)
    await run(url, 'delete from t where ctid in (select ctid from t where id = 1 limit 1)', 'analyze t')
    const { assessment } = await see(url)
    expect(assessment.steps.map(({ key, title }) => [key, title])).toEqual([
      ['reindex:public.t_once', 'Rebuild public.t_once, which is invalid: it costs every write, and serves no query'],
    ])
    await carryOut(reindex, jobFor(url))
    expect(await invalidOnes()).toBe(0)
    expect(await valueOf(`select count(*)::int from pg_indexes where tablename = 't'`)).toBe(4)
  })

  it('says which rows to look for when an invalid unique index can’t be made valid, and leaves nothing behind', async () => {
    await fresh('create table t (id int)', 'insert into t values (1), (1)')
    await client.query('create unique index concurrently t_once on t (id)').catch(() => undefined)
    await expect(carryOut(reindex, jobFor(url))).rejects.toMatchObject({
      hint: expect.stringContaining('equal in what the index keeps unique') as string,
    })
    expect(await valueOf(`select array_agg(relname::text) from pg_class where relname like 't_once%'`)).toEqual(['t_once'])
  })

  it('names who holds the lock that it needs, and begins nothing meanwhile', async () => {
    await fresh(...bloated)
    const holder = await sessionOf(url, 'the holder')
    await holder.query('begin; lock table t in share update exclusive mode')
    await expect(carryOut(reindex, jobFor(url, { ...small, 'lock-tries': 2 }))).rejects.toThrow(
      /no lock on public\.t in 2 tries, held by pid \d+ \(the holder, /,
    )
    await holder.query('rollback')
    expect(await invalidOnes()).toBe(0)
  })

  it('gives up after `wait` on a transaction that began before it, with its name, and clears away what it had built', async () => {
    await fresh(...bloated)
    const holder = await sessionOf(url, 'the holder')
    await holder.query('begin isolation level repeatable read; select 1')
    await expect(carryOut(reindex, jobFor(url, { ...small, indexes: ['t_id'], wait: '2s' }))).rejects.toThrow(
      /REINDEX INDEX CONCURRENTLY "public"\."t_id" gave up after it had waited 2s for pid \d+ \(the holder, /,
    )
    expect(await invalidOnes()).toBe(0)
    await holder.query('rollback')
  })

  it('takes a transaction that it would have to wait for as a stop signal, a prepared one too', async () => {
    await fresh(...bloated)
    const holder = await sessionOf(url, 'the holder')
    await holder.query('begin; select count(*) from t')
    await run(url, 'begin', 'insert into t values (0)', `prepare transaction 'p'`)
    onTestFinished(() => run(url, `rollback prepared 'p'`))
    const target = await postgres.open(postgres.config.parse({ url }), {
      mode: 'inspect',
      run: { id: newId(), fence: 1 },
      signal: new AbortController().signal,
      log: createLogger({ level: 'silent' }),
    })
    target.workOn({ schema: 'public', name: 't', waitsFor: { openMs: 20, which: 'concerned' } })
    await sleep(50)
    expect((await target.stopSignals!()).map(({ reason }) => reason.replace(/^.*over 20ms: /, '').replace(/pid \d+/, 'pid'))).toEqual([
      expect.stringMatching(/^pid \(the holder, .*idle in transaction since/),
      'a prepared transaction',
    ])
    target.workOn({ schema: 'public', name: 't', waitsFor: { openMs: 60_000, which: 'concerned' } })
    expect(await target.stopSignals!()).toEqual([])
    await holder.query('rollback')
    await target.close()
  })

  it('rebuilds the index of an exclusion constraint as a disruptive step, since PostgreSQL can’t do that concurrently', async () => {
    await fresh(
      'create table t (id int, constraint once exclude using btree (id with =))',
      'insert into t select generate_series(1, 20000)',
      'delete from t where id % 5 <> 0',
      'vacuum (analyze) t',
    )
    const { assessment } = await see(url)
    expect(assessment.steps.map(({ risk, preview }) => [risk, preview.statement])).toEqual([
      ['disruptive', 'REINDEX INDEX "public"."once"'],
    ])
    await carryOut(reindex, jobFor(url))
    expect((await see(url)).assessment.steps).toEqual([])
  })

  it('takes a partitioned table, its index and odd names by their partitions', async () => {
    const [odd, part] = [quoteIdentifier(oddName), quoteIdentifier(`part ${oddName}`.slice(0, 40))]
    await fresh(
      `create table ${odd} (id int primary key, note text) partition by range (id)`,
      `create table ${part} partition of ${odd} for values from (0) to (100000)`,
      `create index "i 'n' ""q""" on ${odd} (note)`,
      `insert into ${odd} select i, md5(i::text) from generate_series(1, 20000) i`,
      `delete from ${odd} where id % 5 <> 0`,
      `vacuum (analyze) ${odd}`,
    )
    const byTable = await see(url, { ...small, tables: [oddName] })
    expect(byTable.assessment.steps).toHaveLength(2)
    expect((await see(url, { ...small, indexes: [`i 'n' "q"`] })).assessment.steps).toHaveLength(1)
    expect((await see(url, { ...small, indexes: ['nothing*'], tables: ['none'] })).findings).toEqual([
      'warning no-such-index:nothing*',
      'warning no-such-table:none',
    ])
    await carryOut(reindex, jobFor(url))
    expect((await see(url)).assessment.steps).toEqual([])
    expect(await valueOf(`select count(*)::int from ${odd}`)).toBe(4000)
    // Leftovers of names that had to be cut for the ending to fit in.
    const long = `${'ä'.repeat(30)}xyz`
    await run(url, `create index ${quoteIdentifier(long)} on ${part} (note)`)
    const holder = await sessionOf(url, 'holder')
    await holder.query(`begin; update ${part} set note = note where id = 5`)
    const builder = await sessionOf(url, 'builder')
    const building = builder.query(`reindex index concurrently ${quoteIdentifier(long)}`).catch(() => undefined)
    await until(client, `select exists (select from pg_class where relname like '%\\_ccnew')`)
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'builder'`)
    await building
    await holder.query('rollback')
    const { observation } = await see(url)
    expect(observation.invalid.map(({ leftoverOf }) => leftoverOf)).toEqual([long])
    await carryOut(reindex, jobFor(url))
    expect(await invalidOnes()).toBe(0)
  })

  it('rebuilds nothing where there is no room, or nobody can tell, and says so', async () => {
    await fresh(
      ...bloated,
      `do $$ begin create role plain login password 'plain'; exception when others then end $$`,
      'alter table t owner to plain',
    )
    const scarce = await see(url, { ...small, room: '100 KiB' })
    expect(scarce.findings).toEqual(['warning no-room:public.t_note', 'warning no-room:public.t_id'])
    expect(scarce.assessment.findings[1]!.detail).toMatch(
      /To rebuild it needs up to 912 KiB on the server's disk, and the task allows 100 KiB\.$/,
    )
    const blind = await see(as('plain', url))
    expect(blind.findings).toEqual(['warning no-room:public.t_note', 'warning no-room:public.t_id'])
    expect(blind.assessment.findings[0]!.detail).toContain('what is free there is not known: the role may not see where the data lies')
    expect((await see(as('plain', url), { ...small, room: '1 GiB' })).assessment.steps).toHaveLength(2)
    await run(url, 'alter table t owner to current_user', 'grant select on t to plain', 'grant pg_monitor to plain')
    expect((await see(as('plain', url))).findings).toEqual(['warning not-permitted:public.t_note', 'warning not-permitted:public.t_id'])
    await run(url, 'revoke pg_monitor from plain')
  })

  it('measures what it has rebuilt against its size of then, whatever the estimate says', async () => {
    await fresh(...bloated)
    const job = jobFor(url)
    const records = await carryOut(reindex, job)
    const { observation } = await look(reindex, { ...job, records })
    await run(url, `update pg_class set reltuples = reltuples / 4 where relname in ('t_id', 't_note')`)
    expect((await see(url)).assessment.steps).toHaveLength(2)
    await run(url, `update pg_class set reltuples = reltuples * 4 where relname in ('t_id', 't_note')`)
    const kept = (observation as ReindexObservation).rewritten
    expect(kept.map(({ name }) => name).toSorted()).toEqual(['public.t_id', 'public.t_note'])
    const wider = kept.map((one) => ({ ...one, rows: one.rows / 4 }))
    expect((await see(url, small, { rewritten: wider })).assessment.steps).toEqual([])
  })

  it('leaves other kinds of indexes and tables that are locked alone', async () => {
    await fresh(
      'create table t (id int[])',
      'insert into t select array[i] from generate_series(1, 20000) i',
      'create index t_gin on t using gin (id)',
      'analyze t',
    )
    const seen = await see(url)
    expect(seen.assessment.steps).toEqual([])
    expect(seen.assessment.notLookedAt).toMatchObject([{ what: 'public.t_gin', why: 'there is no estimate for indexes of the kind gin' }])
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin; lock table t')
    expect((await see(url)).observation.indexesSeen).toBe(0)
    await holder.query('rollback')
  })
})
