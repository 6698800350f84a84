import { expect, it } from 'vitest'
import { sql } from '../../../src/base/sql.ts'
import retention from '../../../src/procedures/postgres/retention.ts'
import vacuum from '../../../src/procedures/postgres/vacuum.ts'
import { listSteps } from '../../../src/store/step.ts'
import { waitFor } from '../../engine/world.ts'
import { testDatabase } from '../../harness/index.ts'
import { run as statements, sessionOf, until } from '../../postgres/looking.ts'
import { underCare } from './care.ts'

const dead = (name: string): readonly string[] => [
  `create table ${name} (id int) with (autovacuum_enabled = false)`,
  `insert into ${name} select generate_series(1, 1000)`,
  `delete from ${name}`,
]

it('a table that is dropped while the run is at another one is no trouble', async () => {
  await using database = await testDatabase()
  await statements(database.url, ...dead('first'), ...dead('second'), ...dead('third'))
  const other = await sessionOf(database.url, 'other')
  await until(other, `select sum(pg_stat_get_dead_tuples(oid)) = 3000 from pg_class where relname in ('first', 'second', 'third')`)
  await other.query('begin; lock table first in share update exclusive mode')
  await using care = await underCare(vacuum, database.url, {})
  const running = care.run()
  await waitFor(
    () => care.world.engine.store.first(sql`select 1 from upkeep.steps where key = 'vacuum:public.first' and state = 'started'`),
    60_000,
  )
  await statements(database.url, 'drop table second')
  await other.query('commit')
  const run = await running
  expect(run).toMatchObject({ state: 'converged', stepsDone: 3 })
  const steps = await listSteps(care.world.engine.store, run.id)
  expect(steps.find(({ key }) => key === 'vacuum:public.second')!.outcome).toMatchObject({
    summary: 'public.second is gone: somebody dropped it',
  })
})

it('a table that is dropped amid the deletion of its rows ends the run with what happened', async () => {
  await using database = await testDatabase()
  await statements(
    database.url,
    'create table ticks (id int primary key, at timestamptz not null)',
    'create index on ticks (at)',
    `insert into ticks select i, now() - i * interval '1 minute' from generate_series(1, 100000) i`,
    'analyze ticks',
  )
  const [holder, other, eye] = [
    await sessionOf(database.url, 'holder'),
    await sessionOf(database.url, 'other'),
    await sessionOf(database.url, 'eye'),
  ]
  await holder.query('begin; select from ticks where id = 60000 for update')
  await using care = await underCare(retention, database.url, { with: { table: 'ticks', column: 'at', keep: '30d' } })
  const running = care.run()
  // The server is shared with other tests, whose sessions wait for locks too.
  const waits = (application: string): Promise<void> =>
    until(
      eye,
      `select exists (select from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database() and application_name like $1)`,
      [application],
    )
  await waits('upkeep:%')
  // Whoever drops it holds nothing that the deletion waits for, which would be a deadlock; it stands in the queue before the next batch.
  const dropped = other.query('drop table ticks')
  await waits('other')
  await holder.query('commit')
  await dropped
  const run = await running
  expect(run).toMatchObject({ state: 'failed', findingsOpen: 1 })
  expect(run.error!.message).toMatch(/: there is no table ticks$/)
  const [step] = await listSteps(care.world.engine.store, run.id)
  expect(step).toMatchObject({ state: 'failed', error: expect.stringMatching(/relation "public\.ticks" does not exist/) as string })
})
