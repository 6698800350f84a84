import { expect, it } from 'vitest'
import retention from '../../../src/procedures/postgres/retention.ts'
import vacuum from '../../../src/procedures/postgres/vacuum.ts'
import { listSteps } from '../../../src/store/step.ts'
import { testDatabase } from '../../harness/index.ts'
import { run as statements, sessionOf, until } from '../../postgres/looking.ts'
import { underCare } from './care.ts'

const months = [
  'create table months (id int, at timestamp not null) partition by range (at)',
  "create table old partition of months for values from (minvalue) to (now() - interval '60 days 12 hours')",
  "create table young partition of months for values from (now() - interval '60 days 12 hours') to (maxvalue)",
  "insert into months select i, now() - i * interval '1 day' from generate_series(1, 100) i",
]

it('a partition that somebody reads stays, with the name of the reader; the next try takes it out', async () => {
  await using database = await testDatabase()
  await statements(database.url, ...months)
  const reader = await sessionOf(database.url, 'a report')
  await reader.query('begin; select count(*) from months')
  await using care = await underCare(retention, database.url, {
    with: { table: 'months', column: 'at', keep: '30d', hold: '0s', 'lock-tries': 2 },
  })
  const waiting = await care.run()
  expect(waiting).toMatchObject({ state: 'queued', failures: 1 })
  expect(waiting.error!.message).toMatch(/no lock on public\.old in 2 tries, held by pid \d+ \(a report, user .*idle in transaction since/)
  expect((await reader.query('select count(*)::int as rows from old')).rows).toEqual([{ rows: 40 }])
  await reader.query('commit')
  expect(await care.again(waiting)).toMatchObject({ state: 'converged' })
  expect((await reader.query(`select to_regclass('old') as old, (select count(*)::int from months) as rows`)).rows).toEqual([
    { old: null, rows: 60 },
  ])
})

it('a table that somebody changes the schema of is passed over by VACUUM with that name, and is not taken for done', async () => {
  await using database = await testDatabase()
  await statements(
    database.url,
    'create table busy (id int) with (autovacuum_enabled = false)',
    'insert into busy select generate_series(1, 1000)',
    'delete from busy',
  )
  const other = await sessionOf(database.url, 'a migration')
  await other.query('begin; alter table busy add column note text')
  await until(other, `select pg_stat_get_dead_tuples('busy'::regclass) = 1000`)
  await using care = await underCare(vacuum, database.url, { with: { tables: ['busy'], 'lock-tries': 2 } })
  const passed = await care.run()
  expect(passed).toMatchObject({ state: 'diverged', worstSeverity: 'warning' })
  const [step] = await listSteps(care.world.engine.store, passed.id)
  expect(step!.outcome!['summary']).toMatch(/^public\.busy was not done: locked in 2 tries by pid \d+ \(a migration, user /)
  await other.query('commit')
  expect(await care.run()).toMatchObject({ state: 'converged', findingsOpen: 0 })
})
