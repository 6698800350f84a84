import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import horizon from '../../src/procedures/postgres/horizon.ts'
import type { HorizonObservation } from '../../src/procedures/postgres/horizon/observation.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster, testDatabase } from '../harness/index.ts'
import { as, churn, lookAt, run, sessionOf, until } from './looking.ts'
import { startStandby } from './standby.ts'

const waits = 'select exists (select from pg_locks where not granted and pid = $1)'

describe.each(majors)('postgres.horizon on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({
    major,
    settings: { max_prepared_transactions: '5', wal_level: 'logical', max_slot_wal_keep_size: '1GB' },
  })
  afterAll(() => cluster.close())
  const newDatabase = async (): Promise<string> => {
    const database = await testDatabase({ clusterUrl: cluster.url() })
    onTestFinished(() => database.close())
    return database.url
  }
  const look = (url: string, params = {}, config = {}) => lookAt<HorizonObservation>(horizon, url, { params, config })

  it('finds nothing on a server at rest', async () => {
    const seen = await look(await newDatabase())
    expect(seen.findings).toEqual([])
    expect(seen.assessment.notLookedAt).toEqual([])
    expect(seen.observation.ids.tables).toHaveLength(10)
  })

  it('draws who waits for whom, with names that need quotes, and finds nobody when they are done', async () => {
    const url = await newDatabase()
    await run(url, 'create table "odd ""🐘"" \'table\'" (id int primary key, note text)', 'insert into "odd ""🐘"" \'table\'" values (1)')
    const [holder, altering, reading, eye] = [
      await sessionOf(url, 'batch'),
      await sessionOf(url, 'migration'),
      await sessionOf(url, 'web'),
      await sessionOf(url, 'eye'),
    ]
    await holder.query('begin')
    await holder.query(`update "odd ""🐘"" 'table'" set note = 'my secret'`)
    const altered = altering.query(`alter table "odd ""🐘"" 'table'" add column more int`)
    await until(eye, waits, [(altering as unknown as { processID: number }).processID])
    const read = reading.query(`select * from "odd ""🐘"" 'table'" where note = 'my secret'`)
    await until(eye, waits, [(reading as unknown as { processID: number }).processID])

    const { findings, assessment, observation } = await look(url, { blocked: '0s', 'idle-in-transaction': '0s' })
    expect(findings).toEqual([
      expect.stringMatching(/^warning session-idle:.*:upkeep:batch$/),
      expect.stringMatching(/^warning blocked-by:.*:upkeep:batch$/),
    ])
    const lines = assessment.findings[1]!.detail!.split('\n')
    expect(lines[0]).toMatch(/up to 2 stand one behind the other/)
    expect(lines[1]).toMatch(
      /^pid \d+ \(batch, user upkeep\), idle in transaction, in a transaction for .*: update "odd ""🐘"" 'table'" set note = '…'$/,
    )
    expect(lines[2]).toMatch(/^ {2}pid \d+ \(migration, .* waits .* for AccessExclusiveLock on public\."odd ""🐘"" 'table'": alter table/)
    expect(lines[3]).toMatch(/^ {4}pid \d+ \(web, .* waits .* for AccessShareLock on public\./)
    expect(JSON.stringify({ observation, assessment })).not.toContain('my secret')

    await holder.query('rollback')
    await Promise.all([altered, read])
    expect((await look(url, { blocked: '0s', 'idle-in-transaction': '0s' })).findings).toEqual([])
  })

  it('sees statements and transactions that take long, and leaves out whom it is told to', async () => {
    const url = await newDatabase()
    const [busy, lazy, eye] = [await sessionOf(url, 'report'), await sessionOf(url, 'pg_dump'), await sessionOf(url, 'eye')]
    const pid = (busy as unknown as { processID: number }).processID
    await lazy.query('begin')
    const asleep = busy.query("select pg_sleep(60), 'my secret'").catch(() => undefined)
    await until(eye, "select state = 'active' and query like '%sleep%' from pg_stat_activity where pid = $1", [pid])
    const { findings, assessment } = await look(url, { active: '0s', 'idle-in-transaction': '0s', 'ignore-applications': ['pg_*'] })
    expect(findings).toEqual([expect.stringMatching(/^warning session-active:.*:upkeep:report$/)])
    expect(assessment.findings[0]!.detail).toContain("waiting for Timeout: PgSleep: select pg_sleep(…), '…'")
    expect((await look(url, { transaction: '0s' })).findings.map((finding) => finding.replace(/:.*:/, ':'))).toEqual([
      'warning session-transaction:pg_dump',
      'warning session-transaction:report',
    ])
    await lazy.query('select pg_cancel_backend($1)', [pid])
    await asleep
  })

  it('sees prepared transactions and what they block', async () => {
    const url = await newDatabase()
    await run(url, 'create table t (id int primary key)', 'begin', 'insert into t values (1)', "prepare transaction 'it''s left'")
    const waiting = await sessionOf(url, 'web')
    const inserted = waiting.query('insert into t values (1)').catch((error: Error) => error.message)
    const other = await sessionOf(url, 'other')
    await until(other, waits, [(waiting as unknown as { processID: number }).processID])
    const { findings, assessment } = await look(url, { prepared: '0s', blocked: '0s' })
    expect(findings).toEqual(['warning blocked-by:prepared', expect.stringMatching(/^warning prepared:.*:it's left$/)])
    expect(assessment.findings[1]!.hint).toContain("COMMIT PREPARED 'it''s left'")
    await other.query("rollback prepared 'it''s left'")
    expect(await inserted).toMatchObject({ rowCount: 1 })
  })

  it('sees slots: one that nobody uses, one far behind, and no harm in one that was never used', async () => {
    const url = await newDatabase()
    const client = await sessionOf(url, 'test')
    await client.query("select pg_create_physical_replication_slot('kept', true), pg_create_physical_replication_slot('fresh', false)")
    await client.query("select pg_create_logical_replication_slot('decoded', 'test_decoding')")
    onTestFinished(async () => run(cluster.url(), 'select pg_drop_replication_slot(slot_name) from pg_replication_slots'))
    await client.query('select pg_switch_wal(), pg_switch_wal()')
    const { findings, observation } = await look(url, { 'slot-inactive': '0s', 'slot-behind': '1 kB', 'xmin-age': 1 })
    expect(findings).toEqual(
      expect.arrayContaining([
        'warning slot-inactive:decoded',
        'warning slot-inactive:kept',
        'warning slot-behind:kept',
        'warning slot-behind:decoded',
      ]),
    )
    expect(findings.filter((finding) => finding.includes('fresh'))).toEqual([])
    expect(observation.slots.slots.find(({ name }) => name === 'kept')!.inactiveSince !== null).toBe(major >= 17)
    expect(observation.slots.keepAtMostBytes).toBe(1024 ** 3)
  })

  it('measures sequences against the narrowest column that they fill', async () => {
    const url = await newDatabase()
    await run(
      url,
      'create table narrow (id smallserial)',
      "select setval('narrow_id_seq', 32000)",
      'create sequence wide',
      `create table "Odd ""t"" 🐘" ("the id" int default nextval('wide'))`,
      "select setval('wide', 2000000000)",
      'create sequence roomy',
      "select setval('roomy', 2000000000)",
      'create sequence downwards increment -1 minvalue -10 maxvalue -1',
      "select setval('downwards', -9)",
      'create sequence round maxvalue 10 cycle',
      "select setval('round', 10)",
      'create domain serial_number as int check (value > 0)',
      'create sequence circling cycle',
      `create table domained (id serial_number default nextval('circling'))`,
      "select setval('circling', 1900000000)",
      'create table ident (id int generated always as identity (maxvalue 100))',
      "select setval('ident_id_seq', 86)",
      'create sequence fresh maxvalue 10',
      'create temporary sequence passing maxvalue 2',
    )
    const { findings, assessment } = await look(url)
    expect(findings).toEqual([
      'critical sequence:public.narrow_id_seq',
      'warning sequence:public.wide',
      'warning sequence:public.downwards',
      'warning sequence:public.circling',
      'warning sequence:public.ident_id_seq',
    ])
    const wide = assessment.findings[1]!
    expect(wide.detail).toBe(
      'It stands at 2000000000 of 2147483647 (93.1 %, limit 85 %), where column public."Odd ""t"" 🐘"."the id" (integer) ends.',
    )
    expect(wide.hint).toContain('bigint')
    expect(assessment.findings[3]!.detail).toContain('where column public.domained.id (serial_number) ends')
    expect(assessment.findings[4]!.detail).toBe('It stands at 86 of 100 (85.9 %, limit 85 %).')
    expect((await look(url, {}, { schemas: ['elsewhere'] })).findings).toEqual([])
  })

  it('reads around sequences that somebody alters, and says so', async () => {
    const url = await newDatabase()
    await run(url, 'create sequence quiet maxvalue 10', "select setval('quiet', 10)", 'create sequence altered maxvalue 10')
    const client = await sessionOf(url, 'test')
    await client.query('begin')
    await client.query('alter sequence altered maxvalue 20')
    const { findings, assessment } = await look(url)
    expect(findings).toEqual(['critical sequence:public.quiet'])
    expect(assessment.notLookedAt).toEqual([expect.objectContaining({ what: '1 of 2 sequences', fingerprints: 'sequence:' })])
  })

  it('looks while tables and sequences come and go', async () => {
    const url = await newDatabase()
    const stopChurn = churn(url, 'create table brief (id serial primary key, note text); drop table brief')
    for (let looks = 0; looks < 25; looks++) expect((await look(url)).findings).toEqual([])
    await stopChurn()
  })

  it('sees connections run out, and who has them', async () => {
    const url = await newDatabase()
    await sessionOf(url, 'pool')
    await sessionOf(url, 'pool')
    const { findings, assessment } = await look(url, { 'connections-warn': 1 })
    expect(findings).toEqual(['warning connections'])
    expect(assessment.findings[0]!.detail).toContain('2 of pool (user upkeep, database test_')
  })

  it('says what a role without pg_monitor could not see', async () => {
    const url = await newDatabase()
    await run(url, "create role little login password 'little'", 'create sequence hidden maxvalue 10', "select setval('hidden', 10)")
    onTestFinished(async () => run(url, 'drop role little'))
    const { assessment, findings } = await look(as('little', url), { active: '0s' })
    expect(findings).toEqual([])
    expect(assessment.notLookedAt!.map(({ what }) => what)).toEqual(['sessions of other roles', '1 of 1 sequences'])
  })

  it('sees a standby from both sides: at work, lagging, paused, cut off', async () => {
    await run(cluster.url(), "select pg_create_physical_replication_slot('replica', true)")
    onTestFinished(async () => run(cluster.url(), "select pg_drop_replication_slot('replica')"))
    const standby = await startStandby(cluster, 'replica')
    const primary = await sessionOf(cluster.url(), 'test')
    const there = await sessionOf(standby.url, 'test')
    await until(primary, "select exists (select from pg_stat_replication where state = 'streaming' and application_name = 'replica')")
    await until(primary, 'select replay_lsn = pg_current_wal_lsn() from pg_stat_replication')
    expect((await look(cluster.url())).findings).toEqual([])
    expect((await look(standby.url)).findings).toEqual([])

    await there.query('select pg_wal_replay_pause()')
    await primary.query('create table lagging as select generate_series(1, 50000) i')
    await until(there, 'select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()')
    await until(primary, "select replay_lag > interval '1 second' from pg_stat_replication")
    expect((await look(cluster.url(), { 'replication-lag': '1s' })).findings).toEqual(['warning standby-lag:replica'])
    expect((await look(standby.url, { 'replication-lag': '0s' })).findings).toEqual(['warning replay-paused', 'warning replay-lag'])

    await there.query('select pg_wal_replay_resume()')
    await there.query("alter system set primary_conninfo = 'host=/nowhere'")
    await there.query('select pg_reload_conf()')
    await until(there, 'select not exists (select from pg_stat_wal_receiver)')
    const cutOff = await look(standby.url, { 'replication-lag': '0s' })
    expect(cutOff.findings).toEqual(['critical not-streaming'])
    await until(primary, "select not active from pg_replication_slots where slot_name = 'replica'")
    expect((await look(cluster.url(), { 'slot-inactive': '0s' })).findings).toEqual(['warning slot-inactive:replica'])
  })
})
