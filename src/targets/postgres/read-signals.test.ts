import { loadavg } from 'node:os'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCluster } from '../../../test/harness/index.ts'
import type { TestCluster } from '../../../test/harness/index.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import type { StopSignal } from '../connector.ts'
import postgres from './index.ts'

/** A server whose archive takes nothing and says nothing, with a standby that stays away. */
let cluster: TestCluster
let admin: pg.Client
beforeAll(async () => {
  cluster = await testCluster({ settings: { archive_mode: 'on', archive_command: '', wal_init_zero: 'off' } })
  admin = new pg.Client({ connectionString: cluster.url() })
  await admin.connect()
  await admin.query(`create role worker login password 'worker'; select pg_create_physical_replication_slot('away', true)`)
})
afterAll(async () => {
  await admin.end()
  await cluster.close()
})

async function signals(config: object = {}, user?: string): Promise<readonly StopSignal[]> {
  const url = new URL(cluster.url())
  if (user !== undefined) Object.assign(url, { username: user, password: user })
  const opening = {
    mode: 'apply',
    run: { id: newId(), fence: 1 },
    signal: new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  } as const
  const target = await postgres.open(postgres.config.parse({ url: url.href, 'max-load': 1_000, ...config }), opening)
  try {
    return await target.stopSignals!()
  } finally {
    await target.close()
  }
}

it('the load of the machine stops the work where it is over the limit of the target', async () => {
  expect(await signals()).toEqual([])
  const idle = loadavg()[0] === 0
  expect(await signals({ 'max-load': 1e-9 })).toMatchObject(idle ? [] : [{ name: 'load' }])
})

it('WAL that piles up stops the work: for an archive that takes none and reports no failure, and for a standby that is away', async () => {
  await admin.query(`select pg_logical_emit_message(false, 'wal', i::text), pg_switch_wal() from generate_series(1, 66) i`)
  const slot = {
    name: 'replication-lag',
    reason: expect.stringMatching(/^nobody uses replication slot away, and 1\.\d+ GiB of WAL wait for its consumer/) as string,
  }
  const archive = { name: 'archive', reason: '1.03 GiB of WAL wait for the archive (limit 1 GiB)' }
  expect(await signals()).toEqual([slot, archive])
  expect(await signals({}, 'worker')).toEqual([
    slot,
    { name: 'archive', reason: expect.stringMatching(/^how much WAL waits for the archive is unknown/) as string },
  ])
  await admin.query('grant pg_monitor to worker')
  expect(await signals({}, 'worker')).toEqual([slot, archive])
})
