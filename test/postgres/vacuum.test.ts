import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { newId } from '../../src/base/id.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import type { StepRecord } from '../../src/procedures/contract.ts'
import vacuum from '../../src/procedures/postgres/vacuum.ts'
import type { VacuumObservation } from '../../src/procedures/postgres/vacuum/assess.ts'
import { carryOut, look } from '../conformance/drive.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster } from '../harness/index.ts'
import { as, databasesOn, lookAt, run, sessionOf } from './looking.ts'

const odd = quoteIdentifier(oddName)

describe.each(majors)('postgres.vacuum of partitioned tables on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const newDatabase = databasesOn(cluster)
  const filled = async (): Promise<string> => {
    const url = await newDatabase(...made)
    await care(url, 'low, high')
    return url
  }
  /** As autovacuum does. In a session of its own, so that what others have counted is there before. */
  const care = (url: string, tables: string): Promise<void> => run(url, `vacuum analyze ${tables}`)
  const stepsOf = async (url: string, previous: unknown = null): Promise<readonly string[]> => {
    const { assessment } = await lookAt<VacuumObservation>(vacuum, url, { previous })
    return assessment.steps.map(({ key }) => key)
  }
  /** A whole run, as the engine does it: what was done, and the look after it, which knows the records. */
  const runOnce = async (url: string, previous: unknown = null) => {
    const job = { procedure: vacuum.name, config: { url }, params: {}, run: { id: newId(), fence: 1 }, due: new Date().toISOString() }
    const records = await carryOut(vacuum, { ...job, records: [], previous: previous as null })
    const after = await look(vacuum, { ...job, records, previous: previous as null })
    expect(after.assessment.steps).toEqual([])
    return { done: records.map(({ key }: StepRecord) => key), observation: after.observation }
  }
  const lastAnalyze = async (url: string, table: string): Promise<Date | null> => {
    const client = await sessionOf(url, 'test')
    const { rows } = await client.query<{ at: Date | null }>('select pg_stat_get_last_analyze_time($1::regclass) as at', [table])
    await client.end()
    return rows[0]!.at
  }
  const made = [
    `create table ${odd} (id int, note text) partition by range (id)`,
    `create table low partition of ${odd} for values from (0) to (1000) with (autovacuum_enabled = off)`,
    `create table high partition of ${odd} for values from (1000) to (2000) with (autovacuum_enabled = off)`,
    `insert into ${odd} select i, 'x' from generate_series(0, 1999) i`,
  ]
  const analyzeOdd = `analyze:public.${odd}`

  it('analyzes one that has rows and no statistics of its own, says why, and is done then', async () => {
    const url = await filled()
    const { assessment } = await lookAt(vacuum, url)
    expect(assessment.steps).toMatchObject([
      {
        key: analyzeOdd,
        title: `Analyze public.${odd}, a partitioned table, which autovacuum never does: 2,000 rows and no statistics in 2 partitions`,
        preview: { statement: `ANALYZE (SKIP_LOCKED) ${major >= 18 ? 'ONLY ' : ''}"public".${odd}` },
      },
    ])
    const partition = await lastAnalyze(url, 'low')
    const first = await runOnce(url)
    expect(first.done).toEqual([analyzeOdd])
    expect(await lastAnalyze(url, `public.${odd}`)).not.toBeNull()
    // 18 can leave the partitions out.
    expect((await lastAnalyze(url, 'low'))!.getTime() === partition!.getTime()).toBe(major >= 18)
    expect(await stepsOf(url, first.observation)).toEqual([])
    // Whose observations are lost begins anew, and finds the statistics as they are.
    expect(await stepsOf(url)).toEqual([])
  })

  it('analyzes it again when its partitions have changed enough, though somebody has analyzed them meanwhile', async () => {
    const url = await filled()
    const first = await runOnce(url)
    await run(url, 'update low set note = note where id < 150')
    await care(url, 'low')
    const little = await lookAt<VacuumObservation>(vacuum, url, { previous: first.observation })
    expect(little.assessment.steps).toEqual([])
    await run(url, 'update high set note = note where id < 1150')
    await care(url, 'high')
    const enough = await lookAt<VacuumObservation>(vacuum, url, { previous: little.observation })
    expect(enough.assessment.steps.map(({ title }) => title)).toEqual([
      `Analyze public.${odd}, a partitioned table, which autovacuum never does: 300 changed rows in 2 partitions (limit 250)`,
    ])
    const second = await runOnce(url, little.observation)
    expect(second.done).toEqual([analyzeOdd])
    expect(await stepsOf(url, second.observation)).toEqual([])
  })

  it('cancels no autovacuum of a partition, and does not take for done what another session keeps locked', async () => {
    const url = await filled()
    // The lock of an autovacuum at work.
    const other = await sessionOf(url, 'other')
    await other.query('begin; lock table low in share update exclusive mode')
    const job = { procedure: vacuum.name, config: { url }, run: { id: newId(), fence: 1 }, due: new Date().toISOString(), previous: null }
    const [beside] = await carryOut(vacuum, { ...job, params: {}, records: [] })
    expect(beside!.outcome).toMatchObject({ analyzed: true, waits: [] })
    expect(await lastAnalyze(url, `public.${odd}`)).not.toBeNull()
    await other.query('rollback')

    const { observation } = await look(vacuum, { ...job, params: {}, records: [] })
    await run(url, 'update low set note = note')
    await other.query(`begin; lock table only public.${odd} in share update exclusive mode`)
    const params = { tables: [oddName], 'lock-tries': 1 }
    const records = await carryOut(vacuum, { ...job, params, records: [], previous: observation })
    await other.query('rollback')
    expect(records.find(({ key }) => key === analyzeOdd)!.outcome).toMatchObject({
      analyzed: false,
      summary: expect.stringMatching(/was not done: locked in 1 tries by pid \d+ \(other/) as string,
    })
  })

  it('sees that partitions were exchanged for new ones with as many rows', async () => {
    const url = await filled()
    const first = await runOnce(url)
    await run(
      url,
      'drop table low',
      `create table later partition of ${odd} for values from (2000) to (3000) with (autovacuum_enabled = off)`,
      `insert into ${odd} select i, 'y' from generate_series(2000, 2999) i`,
    )
    await care(url, 'later')
    expect(await stepsOf(url, first.observation)).toEqual([analyzeOdd])
  })

  it('cares for partitions that are partitioned themselves, with as few statements as the version needs', async () => {
    const url = await newDatabase(
      'create table whole (id int, kind int) partition by list (kind)',
      'create table part partition of whole for values in (1) partition by range (id)',
      'create table leaf partition of part for values from (0) to (1000) with (autovacuum_enabled = off)',
      'create table empty (id int) partition by range (id)',
      'insert into whole select i, 1 from generate_series(0, 999) i',
    )
    await care(url, 'leaf')
    const { done, observation } = await runOnce(url)
    expect(done).toEqual(major >= 18 ? ['analyze:public.part', 'analyze:public.whole'] : ['analyze:public.whole'])
    expect(await lastAnalyze(url, 'part')).not.toBeNull()
    expect(await stepsOf(url, observation)).toEqual([])
  })

  it('reports one that the role may not analyze', async () => {
    const url = await filled()
    await run(cluster.url(), "create role little login password 'little'")
    onTestFinished(() => run(cluster.url(), 'drop role little'))
    const { findings, assessment } = await lookAt(vacuum, as('little', url))
    expect(assessment.steps).toEqual([])
    expect(findings).toContain(`warning not-permitted:public.${odd}`)
  })
})
