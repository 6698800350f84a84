import { mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/harness/index.ts'
import { withClient } from '../../test/harness/admin.ts'
import { beginHolder, holderReady, quiet, startHolder, throwAway } from '../../test/fixtures/cluster-case.ts'
import { isServerProcess, serverProcesses } from './server-processes.ts'
import { startCluster } from './start.ts'

/** A PATH without setpriv, as on a machine that has none: the server then outlives a parent that is killed. */
async function pathWithoutSetpriv(folder: string): Promise<string> {
  const path = join(folder, 'path')
  await mkdir(path)
  for (const name of ['id', 'chown', 'ps']) await symlink(`/usr/bin/${name}`, join(path, name))
  return path
}

const gone = async (pid: number, data: string): Promise<void> => {
  while (await isServerProcess(pid, data)) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.each(['machine', 'package'] as const)('with the server of the %s', (origin) => {
  test('kill -9 of the parent stops the server fast, and the next start finds its data whole', async () => {
    await using home = await temporaryFolder()
    const dataDir = join(home.path, 'state')
    const holder = await startHolder({ dataDir, server: { origin } })
    await withClient(holder.url, async (client) => client.query('create table kept as select 1 as x'))
    holder.process.kill('SIGKILL')
    await holder.process.ended
    const next = await startCluster({ dataDir, log: quiet, settings: throwAway })
    expect(next.pid).not.toBe(holder.pid)
    expect(await withClient(next.url(), async (client) => (await client.query('select x from kept')).rows)).toEqual([{ x: 1 }])
    await next.stop()
  })

  test('a server that outlived its parent is adopted as it is, and stopped by the one who adopted it', async () => {
    await using home = await temporaryFolder()
    const dataDir = join(home.path, 'state')
    const holder = await startHolder({ dataDir, server: { origin } }, { env: { PATH: await pathWithoutSetpriv(home.path) } })
    holder.process.kill('SIGKILL')
    await holder.process.ended
    const next = await startCluster({ dataDir, log: quiet, settings: throwAway, databases: ['asked'] })
    expect([next.adopted, next.pid, next.url()]).toEqual([true, holder.pid, holder.url])
    await withClient(next.url('asked'), async (client) => client.query('select 1'))
    await next.stop()
    await next.exited
    expect(await serverProcesses(next.dataFolder)).toEqual([])
  })
})

test('a server whose parent lives is shared: letting go of it does not stop it', async () => {
  await using home = await temporaryFolder()
  const dataDir = join(home.path, 'state')
  const holder = await startHolder({ dataDir })
  const guest = await startCluster({ dataDir, log: quiet })
  expect([guest.adopted, guest.pid]).toEqual([true, holder.pid])
  await guest.stop()
  expect(await withClient(holder.url, async (client) => (await client.query('select 1')).rowCount)).toBe(1)
  const again = await startCluster({ dataDir, log: quiet })
  holder.process.kill('SIGTERM')
  await again.exited
  expect(await holder.process.ended).toEqual({ code: 0, signal: null })
})

test('stopping a server that has ended does not touch the one that another process has started since', async () => {
  await using home = await temporaryFolder()
  const dataDir = join(home.path, 'state')
  const first = await startCluster({ dataDir, log: quiet, settings: throwAway })
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  const holder = await startHolder({ dataDir })
  await first.stop()
  expect(await withClient(holder.url, async (client) => (await client.query('select 1')).rowCount)).toBe(1)
  await holder.process.stop()
})

test('of several processes that start one new cluster at once, one starts it and the others adopt it', async () => {
  await using home = await temporaryFolder()
  const dataDir = join(home.path, 'state')
  const all = [1, 2, 3].map(() => beginHolder({ dataDir, tcp: true }))
  const ready = await Promise.all(all.map(holderReady))
  expect(ready.filter((holder) => holder.adopted)).toHaveLength(2)
  expect(new Set(ready.map((holder) => `${holder.pid} ${holder.url}`)).size).toBe(1)
  for (const process of all) process.kill('SIGTERM')
  await Promise.all(all.map((process) => process.ended))
  expect(await readdir(dataDir)).not.toContain('data.new')
})

test('Ctrl-C at the terminal does not reach the server before its parent stops it', async () => {
  await using home = await temporaryFolder()
  const holder = await startHolder({ dataDir: join(home.path, 'state') })
  holder.process.killGroup('SIGINT')
  await holder.process.waitFor(/interrupted/)
  expect(await withClient(holder.url, async (client) => (await client.query('select 1')).rowCount)).toBe(1)
  await holder.process.stop()
})

test('a server that is stopping is waited for', async () => {
  await using home = await temporaryFolder()
  const dataDir = join(home.path, 'state')
  const holder = await startHolder({ dataDir }, { env: { PATH: await pathWithoutSetpriv(home.path) } })
  holder.process.kill('SIGKILL')
  await holder.process.ended
  // A smart shutdown lasts as long as somebody is connected.
  const next = await withClient(holder.url, async () => {
    process.kill(holder.pid, 'SIGTERM')
    const starting = startCluster({ dataDir, log: quiet, settings: throwAway })
    return {
      starting,
      early: await Promise.race([starting.then(() => 'started'), new Promise((resolve) => setTimeout(() => resolve('waits'), 500))]),
    }
  })
  expect(next.early).toBe('waits')
  const cluster = await next.starting
  expect(cluster.pid).not.toBe(holder.pid)
  await gone(holder.pid, cluster.dataFolder)
  await cluster.stop()
})

test('an orphan that gives no answer is ended and replaced', async () => {
  await using home = await temporaryFolder()
  const dataDir = join(home.path, 'state')
  const holder = await startHolder({ dataDir }, { env: { PATH: await pathWithoutSetpriv(home.path) } })
  holder.process.kill('SIGKILL')
  await holder.process.ended
  await rm(decodeURIComponent(new URL(holder.url).hostname), { recursive: true })
  const cluster = await startCluster({ dataDir, log: quiet, settings: throwAway })
  expect(cluster.adopted).toBe(false)
  await cluster.stop()
})
