import { describe, expect, it } from 'vitest'
import type { Assessment } from '../../../src/procedures/contract.ts'
import { sql } from '../../../src/base/sql.ts'
import vacuum from '../../../src/procedures/postgres/vacuum.ts'
import { majors } from '../../conformance/servers.ts'
import { withClient } from '../../harness/admin.ts'
import { run as statements } from '../../postgres/looking.ts'
import { mortalCluster } from '../cluster.ts'
import { underCare } from './care.ts'
import type { Care } from './care.ts'

const skipped = async ({ world: { engine } }: Care): Promise<readonly string[]> => {
  const look = await engine.store.first<{ assessment: Assessment }>(sql`select assessment from upkeep.looks order by at desc limit 1`)
  return (look!.assessment.notLookedAt ?? []).map(({ what }) => what)
}

describe.each(majors)('statistics that were just reset on PostgreSQL %i', (major) => {
  it.each(['reset', 'crash'] as const)('by a %s: a table full of dead rows is not taken for clean', async (how) => {
    await using cluster = await mortalCluster(major)
    await statements(
      cluster.url(),
      'create table dirty (id int)',
      'insert into dirty select generate_series(1, 1000)',
      'analyze dirty',
      'delete from dirty where id > 100',
      'create table clean (id int)',
      'insert into clean select generate_series(1, 1000)',
    )
    if (how === 'reset') await statements(cluster.url(), 'select pg_stat_reset()')
    else {
      await cluster.kill('everything')
      await cluster.start()
    }
    await using care = await underCare(vacuum, cluster.url(), {})
    expect(await care.run()).toMatchObject({ state: 'converged', stepsDone: 0 })
    expect(await skipped(care)).toContain('dead rows of public.dirty')
    await statements(cluster.url(), 'analyze dirty')
    expect(await care.run()).toMatchObject({ state: 'converged', stepsDone: 1 })
    expect(await skipped(care)).not.toContain('dead rows of public.dirty')
    expect(
      await withClient(
        cluster.url(),
        async (client) => (await client.query(`select pg_stat_get_dead_tuples('dirty'::regclass)::int as dead`)).rows,
      ),
    ).toEqual([{ dead: 0 }])
  })
})
