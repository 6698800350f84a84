import { expect, it } from 'vitest'
import vacuum from '../../../src/procedures/postgres/vacuum.ts'
import { listFindings } from '../../../src/store/finding.ts'
import { testDatabase } from '../../harness/index.ts'
import { run as statements, sessionOf, until } from '../../postgres/looking.ts'
import { underCare } from './care.ts'

it('a long transaction that keeps dead rows is named, and the finding stands until the rows are gone', async () => {
  await using database = await testDatabase()
  const holder = await sessionOf(database.url, 'a forgotten session')
  await holder.query('begin isolation level repeatable read; select 1')
  await statements(
    database.url,
    'create table kept (id int) with (autovacuum_enabled = false)',
    'insert into kept select generate_series(1, 1000)',
    'delete from kept',
  )
  const eye = await sessionOf(database.url, 'eye')
  await until(eye, `select pg_stat_get_dead_tuples('kept'::regclass) = 1000`)
  await using care = await underCare(vacuum, database.url, { with: { tables: ['kept'], 'holder-age': '0s' } })
  const { store } = care.world.engine
  const held = await care.run()
  expect(held).toMatchObject({ summary: '1 step done, 2 findings', worstSeverity: 'warning' })
  expect((await listFindings(store, {})).map(({ title, state }) => `${state}: ${title}`).toSorted()).toEqual([
    "open: dead rows can't be removed because of session a forgotten session of upkeep",
    "open: dead rows of public.kept can't be removed",
  ])
  // Nobody vacuums in vain: as long as the session stays there is nothing that a step could do.
  expect(await care.run()).toMatchObject({ summary: 'nothing to do, 2 findings', worstSeverity: 'warning' })
  await holder.query('commit')
  expect(await care.run()).toMatchObject({ state: 'converged', summary: '1 step done', findingsOpen: 0 })
  expect((await eye.query(`select pg_stat_get_dead_tuples('kept'::regclass)::int as dead`)).rows).toEqual([{ dead: 0 }])
})
