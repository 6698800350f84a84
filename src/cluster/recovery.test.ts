import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/harness/index.ts'
import { withClient } from '../../test/harness/admin.ts'
import { beginHolder, collectingLogger, quiet, startHolder, throwAway } from '../../test/fixtures/cluster-case.ts'
import { outliveBackends } from './postmaster.ts'
import { serverProcesses } from './server-processes.ts'
import { startCluster } from './start.ts'

const start = async (dataDir: string, more: { tcp?: boolean } = {}) => startCluster({ dataDir, log: quiet, settings: throwAway, ...more })

/** A cluster that was used and stopped, with one table in it. */
async function stoppedCluster(dataDir: string) {
  const cluster = await start(dataDir)
  await withClient(cluster.url(), async (client) => client.query('create table kept as select 1 as x'))
  await cluster.stop()
  return cluster
}

const kept = async (url: string) => withClient(url, async (client) => (await client.query('select x from kept')).rowCount)

test('a start that is killed while it makes the cluster leaves nothing that the next has to stop for', async () => {
  await using home = await temporaryFolder()
  const dataDir = join(home.path, 'state')
  const first = beginHolder({ dataDir })
  while (!existsSync(join(dataDir, 'data.new', 'PG_VERSION'))) await sleep(5)
  await first.stop()
  expect(existsSync(join(dataDir, 'data'))).toBe(false)
  const cluster = await start(dataDir)
  expect((await readdir(dataDir)).filter((name) => name.startsWith('data'))).toEqual(['data'])
  await cluster.stop()
})

test('a half-made data folder is set aside and made anew', async () => {
  await using home = await temporaryFolder()
  const data = join(home.path, 'data')
  await mkdir(join(data, 'base'), { recursive: true })
  await writeFile(join(data, 'PG_VERSION'), '15\n')
  const { lines, log } = collectingLogger()
  const cluster = await startCluster({ dataDir: home.path, log, settings: throwAway })
  const aside = (await readdir(home.path)).filter((name) => name.startsWith('data.half-made-'))
  expect(aside).toHaveLength(1)
  expect(await readdir(join(home.path, aside[0]!))).toEqual(['PG_VERSION', 'base'])
  expect(lines.join('')).toContain('the data folder was half-made: set it aside')
  await cluster.stop()
})

test('a start that is called off leaves nothing running', async () => {
  await using home = await temporaryFolder()
  await stoppedCluster(home.path)
  const calledOff = new AbortController()
  const starting = startCluster({ dataDir: home.path, log: quiet, settings: throwAway, signal: calledOff.signal })
  while (!existsSync(join(home.path, 'data', 'postmaster.pid'))) await sleep(1)
  calledOff.abort(new Error('called off'))
  await expect(starting).rejects.toThrow('called off')
  // A process of the server may end a moment after the one that has started it.
  await expect.poll(() => serverProcesses(join(home.path, 'data'))).toEqual([])
  const cluster = await start(home.path)
  expect(await kept(cluster.url())).toBe(1)
  await cluster.stop()
})

test("somebody else's cluster is not touched", async () => {
  await using home = await temporaryFolder()
  const { dataFolder } = await stoppedCluster(home.path)
  await rm(join(dataFolder, 'upkeep.conf'))
  await expect(start(home.path)).rejects.toMatchObject({
    name: 'UserError',
    message: `the folder ${dataFolder} holds a PostgreSQL cluster that Upkeep did not make`,
  })
  expect(existsSync(join(dataFolder, 'postmaster.opts'))).toBe(true)
})

test.each([
  ['of a process that is gone', async () => 4_194_300],
  ['whose number another process has now', async () => process.pid],
])('a left-over postmaster.pid %s is no trouble', async (_, pid) => {
  await using home = await temporaryFolder()
  const { dataFolder, url } = await stoppedCluster(home.path)
  const text = `${await pid()}\n${dataFolder}\n1700000000\n5432\n/tmp/upk-none\n\n  1234567   123\nready   \n`
  await writeFile(join(dataFolder, 'postmaster.pid'), text)
  const cluster = await start(home.path)
  expect([cluster.adopted, cluster.url(), await kept(cluster.url())]).toEqual([false, url(), 1])
  await cluster.stop()
})

test('a lost password is set anew, and the data is still there', async () => {
  await using home = await temporaryFolder()
  const first = await stoppedCluster(home.path)
  await rm(join(home.path, 'password'))
  const second = await start(home.path)
  expect(new URL(second.url()).password).not.toBe(new URL(first.url()).password)
  expect(await kept(second.url())).toBe(1)
  await expect(kept(first.url())).rejects.toMatchObject({ code: '28P01' })
  await second.stop()
})

test('a wrong password file is an error that says what to do, and nothing is left running', async () => {
  await using home = await temporaryFolder()
  await stoppedCluster(home.path)
  await writeFile(join(home.path, 'password'), 'something else\n')
  await expect(start(home.path)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^the PostgreSQL cluster in \S+ refuses the password in \S+\/password$/),
    hint: expect.stringContaining('delete it: the next start then sets a new password'),
  })
})

test('a running server that refuses our password is left alone', async () => {
  await using home = await temporaryFolder()
  const holder = await startHolder({ dataDir: home.path })
  const right = await readFile(join(home.path, 'password'), 'utf8')
  await writeFile(join(home.path, 'password'), 'something else\n')
  await expect(start(home.path)).rejects.toThrow(
    `a PostgreSQL server (pid ${holder.pid}) runs on ${join(home.path, 'data')} and refuses the password`,
  )
  await writeFile(join(home.path, 'password'), right)
  const guest = await start(home.path)
  expect([guest.adopted, guest.pid]).toEqual([true, holder.pid])
  await guest.stop()
  await holder.process.stop()
})

test('when the port of the last time is taken, another is found and remembered', async () => {
  await using home = await temporaryFolder()
  const first = await start(home.path, { tcp: true })
  await first.stop()
  const port = Number(new URL(first.tcpUrl()!).port)
  // Where somebody else was quicker, it is taken too.
  const other = createServer()
    .on('error', () => undefined)
    .listen({ host: '127.0.0.1', port })
  const second = await start(home.path, { tcp: true })
  await second.stop()
  other.close()
  expect(new URL(second.tcpUrl()!).port).not.toBe(String(port))
  const third = await start(home.path, { tcp: true })
  expect(third.tcpUrl()).toBe(second.tcpUrl())
  await third.stop()
})

test('a home that was copied while stopped is a cluster of its own', async () => {
  await using home = await temporaryFolder()
  const first = await stoppedCluster(join(home.path, 'one'))
  await cp(join(home.path, 'one'), join(home.path, 'two'), { recursive: true })
  const [one, two] = [await start(join(home.path, 'one')), await start(join(home.path, 'two'))]
  expect(one.url()).toBe(first.url())
  expect(two.url()).not.toBe(one.url())
  expect([await kept(one.url()), await kept(two.url())]).toEqual([1, 1])
  await Promise.all([one.stop(), two.stop()])
})

test('backends that are busy while their postmaster dies are waited for, then ended, and the next start succeeds', async () => {
  await using home = await temporaryFolder()
  const first = await start(home.path)
  const { promise: connected, resolve } = Promise.withResolvers<void>()
  const busy = withClient(first.url(), async (client) => {
    client.on('error', () => undefined)
    // A statement that waits for nothing doesn't notice the death of the postmaster.
    const ended = client.query('do $$ begin loop perform 1; end loop; end $$')
    resolve()
    return ended
  }).catch((error: unknown) => error)
  await connected
  const active = `select 1 from pg_stat_activity where state = 'active' and query like 'do %'`
  while ((await withClient(first.url(), async (client) => client.query(active))).rowCount === 0) await sleep(20)
  process.kill(first.pid, 'SIGKILL')
  const { lines, log } = collectingLogger()
  await outliveBackends(first.dataFolder, log, 500)
  expect(lines.join('')).toContain('telling them to quit')
  expect(await busy).toBeInstanceOf(Error)
  await first.exited
  const second = await start(home.path)
  await second.stop()
})
