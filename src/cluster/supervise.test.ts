import { EventEmitter, once } from 'node:events'
import { rename } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/harness/index.ts'
import { withClient } from '../../test/harness/admin.ts'
import { quiet, startHolder, throwAway } from '../../test/fixtures/cluster-case.ts'
import { serverProcesses } from './server-processes.ts'
import { superviseCluster } from './supervise.ts'
import type { ClusterEvent, SuperviseOptions } from './supervise.ts'

/** Supervises, and hands out the events by their type. */
async function supervised(options: Omit<SuperviseOptions, 'log'>) {
  const bus = new EventEmitter()
  const seen: string[] = []
  const onEvent = (event: ClusterEvent) => {
    seen.push(event.type)
    bus.emit(event.type, event)
  }
  const cluster = await superviseCluster({ log: quiet, settings: throwAway, firstPauseMs: 10, onEvent, ...options })
  return { cluster, seen, next: async (type: ClusterEvent['type']) => (await once(bus, type))[0] as ClusterEvent }
}

describe.each(['machine', 'package'] as const)('with the server of the %s', (origin) => {
  test('kill -9 of the postmaster is followed by a restart at the same address, with all that was committed', async () => {
    await using home = await temporaryFolder()
    const { cluster, seen, next } = await supervised({ dataDir: home.path, tcp: true, server: { origin } })
    const [url, tcpUrl, pid] = [cluster.url(), cluster.tcpUrl(), cluster.pid]
    for (const round of [1, 2]) {
      await withClient(url, async (client) => client.query(`create table kept_${round} (x int)`))
      const up = next('up')
      process.kill(cluster.pid, 'SIGKILL')
      await up
      await withClient(url, async (client) => client.query(`select * from kept_${round}`))
    }
    expect(cluster.pid).not.toBe(pid)
    expect([cluster.url(), cluster.tcpUrl()]).toEqual([url, tcpUrl])
    await cluster.stop()
    expect(seen).toEqual(['up', 'down', 'up', 'down', 'up', 'stopped'])
  })
})

test('a restart that fails is tried again until it succeeds', async () => {
  await using home = await temporaryFolder()
  const { cluster, next } = await supervised({ dataDir: home.path })
  const conf = `${cluster.dataFolder}/postgresql.conf`
  await rename(conf, `${conf}.away`)
  const failed = next('restart-failed')
  process.kill(cluster.pid, 'SIGKILL')
  expect(await failed).toMatchObject({ error: expect.objectContaining({ message: expect.stringContaining('did not start') }) })
  const up = next('up')
  await rename(`${conf}.away`, conf)
  await up
  await withClient(cluster.url(), async (client) => client.query('select 1'))
  await cluster.stop()
})

test('stopping while a restart is awaited ends it for good', async () => {
  await using home = await temporaryFolder()
  const { cluster, seen, next } = await supervised({ dataDir: home.path, firstPauseMs: 60_000 })
  const down = next('down')
  process.kill(cluster.pid, 'SIGKILL')
  await down
  await cluster.stop()
  await cluster.stop()
  expect(seen).toEqual(['up', 'down', 'stopped'])
  expect(await serverProcesses(cluster.dataFolder)).toEqual([])
})

test('when the process that shared its server stops it, the other starts its own', async () => {
  await using home = await temporaryFolder()
  const holder = await startHolder({ dataDir: home.path })
  const { cluster, next } = await supervised({ dataDir: home.path })
  expect([cluster.adopted, cluster.pid]).toEqual([true, holder.pid])
  const up = next('up')
  holder.process.kill('SIGTERM')
  expect(await up).toMatchObject({ adopted: false })
  expect(cluster.url()).toBe(holder.url)
  await cluster.stop()
})
