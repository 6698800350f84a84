import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import slowQueries from '../../src/procedures/postgres/slow-queries.ts'
import type { SlowQueriesObservation } from '../../src/procedures/postgres/slow-queries/observation.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { testCluster } from '../harness/index.ts'
import { as, databasesOn, lookAt, run, sessionOf } from './looking.ts'

const odd = quoteIdentifier(oddName)
const times = (count: number, statement: string): readonly string[] => Array.from({ length: count }, () => statement)

describe.each(majors)('postgres.slow-queries on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  const bare = await testCluster({ major, preload: [] })
  afterAll(() => Promise.all([cluster.close(), bare.close()]))
  const newDatabase = databasesOn(cluster)
  const look = (url: string, params = {}, previous: unknown = null) =>
    lookAt<SlowQueriesObservation>(slowQueries, url, { params, previous })
  const useOf = ({ observation }: { observation: SlowQueriesObservation }, part: string) =>
    observation.counted!.uses.find(({ text }) => text.includes(part))

  it.each([
    ['the version of the server', 'create extension pg_stat_statements'],
    [
      'a version from before PostgreSQL 13, in a schema with an odd name',
      `create schema ${odd}; create extension pg_stat_statements schema ${odd} version '1.7'`,
    ],
    ['version 1.8, without a time of reset', "create extension pg_stat_statements version '1.8'"],
  ])('counts since the last look, with %s', async (_, extension) => {
    const url = await newDatabase(extension, `create table ${odd} (id int, note text)`)
    const asked = `select * from ${odd} where note = 'my secret'`
    await run(url, ...times(25, asked))
    const first = await look(url, { top: 50 })
    expect(useOf(first, `from ${odd} where`)).toMatchObject({ calls: 25, before: null })
    expect(first.assessment.notLookedAt).toEqual([expect.objectContaining({ fingerprints: 'slower:' })])

    await run(url, ...times(12, asked))
    const second = await look(url, { top: 50 }, first.observation)
    expect(second.observation.counted).toMatchObject({ basis: 'last look', since: first.observation.now })
    expect(useOf(second, `from ${odd} where`)).toMatchObject({
      calls: 12,
      before: { calls: 25 },
      text: `select * from ${odd} where note = $1`,
    })
    expect(second.assessment.notLookedAt).toEqual([])

    const third = await look(url, { top: 50 }, second.observation)
    expect(useOf(third, `from ${odd} where`)).toBeUndefined()
    expect(JSON.stringify([first, second, third])).not.toContain('my secret')
  })

  it('finds a statement that is slow, and one that got slower than it was', async () => {
    const url = await newDatabase(
      'create extension pg_stat_statements',
      'create table pace (seconds float8)',
      'insert into pace values (0)',
      `create function work() returns int language plpgsql as $$ begin perform pg_sleep(seconds) from pace; return 1; end $$`,
      ...times(15, 'select work()'),
    )
    const params = { mean: '200ms' }
    const before = await look(url, params)
    expect(before.findings).toEqual([])
    await run(url, 'update pace set seconds = 0.04', ...times(10, 'select work()'))
    const slower = await look(url, params, before.observation)
    expect(slower.findings).toEqual([expect.stringMatching(/^warning slower:-?\d+$/)])
    expect(slower.assessment.findings[0]!.title).toBe('statement got slower: select work()')

    // It stays so slow: its own average takes the slow calls up, and that is no cure.
    let still = slower
    for (const _ of [1, 2, 3]) {
      await run(url, ...times(10, 'select work()'))
      still = await look(url, params, still.observation)
      expect(still.findings).toEqual(slower.findings)
    }

    await run(url, 'update pace set seconds = 0.25', ...times(10, 'select work()'))
    const slow = await look(url, params, still.observation)
    expect(slow.findings).toEqual([expect.stringMatching(/^warning slow:/), expect.stringMatching(/^warning slower:/)])

    // Hardly called since: nobody knows, and it stays open.
    await run(url, ...times(2, 'select work()'))
    const quiet = await look(url, params, slow.observation)
    expect(quiet.findings).toEqual([])
    expect(quiet.assessment.notLookedAt!.map(({ fingerprints }) => `warning ${fingerprints}`)).toEqual(slow.findings)

    await run(url, 'update pace set seconds = 0', ...times(10, 'select work()'))
    const cured = await look(url, params, quiet.observation)
    expect(cured.findings).toEqual([])
    expect(cured.assessment.notLookedAt).toEqual([])
  })

  it('notices that the counters were reset, and has no negative numbers', async () => {
    const url = await newDatabase('create extension pg_stat_statements', 'create table t (id int)', ...times(30, 'select id from t'))
    const before = await look(url, { top: 50 })
    await run(url, 'select pg_stat_statements_reset()', ...times(11, 'select id from t'))
    const after = await look(url, { top: 50 }, before.observation)
    expect(after.observation.counted).toMatchObject({ basis: 'anew', since: after.observation.counted!.info.since })
    expect(useOf(after, 'from t')).toMatchObject({ calls: 11, before: { calls: 30 } })
    expect(after.assessment.notLookedAt).toEqual([expect.objectContaining({ why: 'the counters were reset then' })])
    for (const use of after.observation.counted!.uses)
      expect(Math.min(use.calls, use.totalMs, use.meanMs, use.rows)).toBeGreaterThanOrEqual(0)
  })

  it('keeps passwords and code of utility statements to itself', async () => {
    const url = await newDatabase(
      'create extension pg_stat_statements',
      "create role forgetful login password 'my secret one'",
      "alter role forgetful password 'my secret two'",
      "do $$ begin perform 'my secret three'; end $$",
      "set my.setting = 'my secret four'",
      "comment on role forgetful is 'my secret five'",
    )
    onTestFinished(async () => run(url, 'drop role forgetful'))
    const seen = await look(url, { top: 50 })
    expect(seen.observation.counted!.uses.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['CREATE ROLE …', 'ALTER ROLE …', 'DO …', 'SET …', 'COMMENT …']),
    )
    expect(JSON.stringify(seen)).not.toContain('my secret')
  })

  it('finds that an extension is missing in the database, and what to do', async () => {
    const { findings, assessment } = await look(await newDatabase())
    expect(findings).toEqual(['warning extension:pg_stat_statements'])
    expect(assessment.findings[0]!.hint).toContain('run CREATE EXTENSION')
    expect(assessment.notLookedAt).toHaveLength(1)
  })

  it.each(['pg_stat_statements.track = none', 'compute_query_id = off'])('does not take it for quiet when %s', async (setting) => {
    const url = await newDatabase('create extension pg_stat_statements')
    await run(url, `do $$ begin execute format('alter database %I set ${setting}', current_database()); end $$`)
    const { findings, assessment } = await look(url)
    expect(findings).toEqual(['warning switched-off'])
    expect(assessment.findings[0]!.title).toBe(`pg_stat_statements counts nothing: ${setting.replace('=', 'is')}`)
    expect(assessment.notLookedAt![0]).toMatchObject({ fingerprints: 'slow' })
    await run(url, 'do $$ begin execute format($f$alter database %I reset all$f$, current_database()); end $$')
    expect((await look(url)).findings).toEqual([])
  })

  it('finds that the server has not loaded it', async () => {
    await run(bare.url(), 'create extension pg_stat_statements')
    const { findings, assessment } = await look(bare.url())
    expect(findings).toEqual(['warning extension:pg_stat_statements'])
    expect(assessment.findings[0]!.hint).toContain('shared_preload_libraries')
  })

  it('says that statements of others are hidden from a role without pg_monitor', async () => {
    const url = await newDatabase(
      'create extension pg_stat_statements',
      "create role little login password 'little'",
      ...times(12, 'select pg_sleep(0.002)'),
    )
    onTestFinished(async () => run(url, 'drop role little'))
    const { assessment, observation } = await look(as('little', url), { mean: '1ms' })
    expect(observation.counted!.hidden).toBeGreaterThan(0)
    expect(assessment.notLookedAt).toEqual(
      expect.arrayContaining([expect.objectContaining({ fingerprints: 'slow', why: expect.stringContaining('pg_monitor') as string })]),
    )
    expect(useOf({ observation }, 'pg_sleep')).toBeUndefined()
  })

  it('counts statements inside of functions apart from those that called them', async () => {
    const url = await newDatabase(
      'create extension pg_stat_statements',
      `create function outer_one() returns void language plpgsql as $$ begin perform pg_sleep(0.05); end $$`,
    )
    const before = await look(url, { top: 50 })
    const client = await sessionOf(url, 'app')
    await client.query("set pg_stat_statements.track = 'all'")
    await client.query('select outer_one()')
    await client.end()
    const { observation } = await look(url, { top: 50 }, before.observation)
    expect(useOf({ observation }, 'outer_one')).toMatchObject({ nested: false })
    expect(useOf({ observation }, 'pg_sleep')).toMatchObject({ nested: true })
    // The time of what ran inside is in the outer one's already.
    const inside = useOf({ observation }, 'pg_sleep')!.totalMs
    const all = observation.counted!.uses.reduce((sum, { totalMs }) => sum + totalMs, 0)
    expect(inside).toBeGreaterThan(50)
    expect(observation.counted!.totalMs).toBeCloseTo(all - inside, -1)
  })
})
