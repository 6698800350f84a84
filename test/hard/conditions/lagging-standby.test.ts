import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import retention from '../../../src/procedures/postgres/retention.ts'
import { testCluster } from '../../harness/index.ts'
import { run as statements, sessionOf, until } from '../../postgres/looking.ts'
import { startStandby } from '../../postgres/standby.ts'
import { underCare } from './care.ts'

const left = 'select count(*)::int as rows from ticks'
const heldUp = `select from pg_locks join pg_stat_activity using (pid) where not granted and application_name like 'upkeep:%'`

it('a deletion pauses between two batches while a standby is behind, and goes on when it has caught up', { timeout: 300_000 }, async () => {
  await using cluster = await testCluster({ settings: { wal_level: 'replica' } })
  await statements(
    cluster.url(),
    "select pg_create_physical_replication_slot('replica', true)",
    'create table ticks (id int primary key, at timestamptz not null) with (autovacuum_enabled = false)',
    'create index on ticks (at)',
    `insert into ticks select i, now() - interval '60 days' - i * interval '1 second' from generate_series(1, 30000) i`,
    `insert into ticks select -i, now() from generate_series(1, 100) i`,
    'vacuum (analyze) ticks',
  )
  const standby = await startStandby(cluster, 'replica')
  const [primary, there] = [await sessionOf(cluster.url(), 'eye'), await sessionOf(standby.url, 'eye')]
  await until(primary, 'select replay_lsn = pg_current_wal_lsn() from pg_stat_replication')
  await using care = await underCare(retention, cluster.url(), { with: { table: 'ticks', column: 'at', keep: '30d' } })

  // A locked row holds the deletion up somewhere in its middle, try by try, until the standby is behind by the limit and the longest try, and no try is left.
  const other = await sessionOf(cluster.url(), 'other')
  await other.query('begin; select from ticks where id = 15000 for update')
  const running = care.run()
  await until(primary, `select exists (${heldUp})`)
  await there.query('select pg_wal_replay_pause()')
  await primary.query('create table lagging as select generate_series(1, 1000) i')
  await until(primary, `select coalesce(replay_lag > interval '8 seconds', false) and not exists (${heldUp}) from pg_stat_replication`)
  const { rows: behind } = await primary.query<{ rows: number }>(left)
  expect(behind[0]!.rows).toBeGreaterThan(100)
  expect(behind[0]!.rows).toBeLessThan(30_100)
  await other.query('commit')
  await sleep(2_500)
  expect((await primary.query(left)).rows).toEqual(behind)

  await there.query('select pg_wal_replay_resume()')
  expect(await running).toMatchObject({ state: 'converged', failures: 0 })
  expect((await primary.query(left)).rows).toEqual([{ rows: 100 }])
})
