import { execFileSync } from 'node:child_process'
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/harness/index.ts'
import { withClient } from '../../test/harness/admin.ts'
import { collectingLogger, quiet, throwAway } from '../../test/fixtures/cluster-case.ts'
import { findServer } from './find-server.ts'
import { startCluster } from './start.ts'

const show = async (url: string, name: string): Promise<string> =>
  withClient(url, async (client) => (await client.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]!.value)

describe.each(['machine', 'package'] as const)('with the server of the %s', (origin) => {
  test('a cluster is made, started, used over both addresses, stopped, and there again at the next start', async () => {
    await using home = await temporaryFolder()
    const options = {
      dataDir: join(home.path, 'a', 'b'),
      log: quiet,
      tcp: true,
      databases: ['one', 'Two "2"'],
      server: { origin },
      settings: throwAway,
    }
    const first = await startCluster(options)
    expect(first.adopted).toBe(false)
    await withClient(first.url('Two "2"'), async (client) => client.query('create table kept (x int)'))
    await withClient(first.tcpUrl('one')!, async (client) => client.query('select 1'))
    await first.stop()
    await first.exited
    await expect(withClient(first.url(), async () => 0)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(withClient(first.tcpUrl()!, async () => 0)).rejects.toMatchObject({ code: 'ECONNREFUSED' })

    const second = await startCluster(options)
    expect([second.url('one'), second.tcpUrl('one')]).toEqual([first.url('one'), first.tcpUrl('one')])
    expect(await withClient(second.url('Two "2"'), async (client) => (await client.query('select * from kept')).rowCount)).toBe(0)
    await second.stop()
  })

  test('every way in asks for the password', async () => {
    await using home = await temporaryFolder()
    const cluster = await startCluster({ dataDir: home.path, log: quiet, tcp: true, server: { origin }, settings: throwAway })
    for (const url of [cluster.url(), cluster.tcpUrl()!]) {
      const wrong = new URL(url)
      wrong.password = 'guessed'
      await expect(withClient(wrong.toString(), async () => 0)).rejects.toMatchObject({ code: '28P01' })
      wrong.password = ''
      await expect(withClient(wrong.toString(), async () => 0)).rejects.toThrow(/password/)
    }
    const rules = await withClient(cluster.url(), async (client) =>
      client.query<{ auth_method: string }>('select distinct auth_method from pg_hba_file_rules'),
    )
    expect(rules.rows.map((row) => row.auth_method)).toEqual(['scram-sha-256'])
    await cluster.stop()
  })

  test('the cluster has checksums, UTF-8 with the order of code points, UTC, and our settings under those that were asked for', async () => {
    await using home = await temporaryFolder()
    const cluster = await startCluster({
      dataDir: home.path,
      log: quiet,
      name: 'the name',
      server: { origin },
      preload: ['pg_stat_statements', 'no_such_library'],
      settings: { ...throwAway, work_mem: '5MB', max_connections: '17' },
    })
    const values = await Promise.all(
      [
        'data_checksums',
        'server_encoding',
        'timezone',
        'work_mem',
        'max_connections',
        'cluster_name',
        'wal_level',
        'shared_preload_libraries',
        'password_encryption',
      ].map((name) => show(cluster.url(), name)),
    )
    expect(values).toEqual(['on', 'UTF8', 'UTC', '5MB', '17', 'the name', 'replica', 'pg_stat_statements', 'scram-sha-256'])
    const sorted = await withClient(
      cluster.url(),
      async (client) => (await client.query<{ x: string }>("select x from unnest(array['b', 'ä', 'B', 'a']) x order by x")).rows,
    )
    expect(sorted.map((row) => row.x)).toEqual(['B', 'a', 'b', 'ä'])
    const lower = await withClient(
      cluster.url(),
      async (client) => (await client.query<{ x: string }>("select lower('Ä') as x")).rows[0]!.x,
    )
    expect(lower).toBe('ä')
    await cluster.stop()
  })
})

test("the URL is read by libpq's programs too", async () => {
  await using home = await temporaryFolder()
  const cluster = await startCluster({ dataDir: home.path, log: quiet, databases: ['one'], settings: throwAway, tcp: true })
  for (const url of [cluster.url('one'), cluster.tcpUrl('one')!]) {
    expect(execFileSync('psql', [url, '-XAtc', 'select current_database()'], { encoding: 'utf8' }).trim()).toBe('one')
  }
  await cluster.stop()
})

test('the password is in one file that only its owner reads, and neither in the log nor on a command line', async () => {
  await using home = await temporaryFolder()
  const { lines, log } = collectingLogger()
  const cluster = await startCluster({ dataDir: home.path, log, settings: throwAway })
  const { password } = new URL(cluster.url())
  const file = join(home.path, 'password')
  expect((await readFile(file, 'utf8')).trim()).toBe(password)
  const found = await lstat(file)
  expect([found.uid, found.mode & 0o777]).toEqual([process.getuid!(), 0o600])
  expect(await readFile(`/proc/${cluster.pid}/cmdline`, 'utf8')).not.toContain(password)
  expect(await readFile(`/proc/${cluster.pid}/environ`, 'utf8')).not.toContain(password)
  await cluster.stop()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('')).not.toContain(password)
})

test('a server stops fast while sessions are open, and stopping twice is stopping once', async () => {
  await using home = await temporaryFolder()
  const cluster = await startCluster({ dataDir: home.path, log: quiet, settings: throwAway })
  const client = new pg.Client(cluster.url())
  const ended = new Promise<unknown>((resolve) => client.on('error', resolve))
  await client.connect()
  const sleeping = client.query('select pg_sleep(60)').catch((error: unknown) => error)
  const [first, second] = [cluster.stop(), cluster.stop()]
  expect(first).toBe(second)
  await first
  expect(await sleeping).toMatchObject({ code: '57P01' })
  await ended
})

test('a setting that the server refuses is reported with its words', async () => {
  await using home = await temporaryFolder()
  const failing = startCluster({ dataDir: home.path, log: quiet, settings: { ...throwAway, work_mem: 'lots' } })
  await expect(failing).rejects.toThrow(/did not start on \S+\/data: it exited with 1\n.*invalid value for parameter "work_mem": "lots"/)
  const cluster = await startCluster({ dataDir: home.path, log: quiet, settings: throwAway })
  await cluster.stop()
})

test('data of one version is not started with another, and the error says which was made by which', async () => {
  await using home = await temporaryFolder()
  const old = await findServer({ origin: 'machine' })
  const cluster = await startCluster({ dataDir: home.path, log: quiet, server: { major: old.major }, settings: throwAway })
  await cluster.stop()
  await expect(startCluster({ dataDir: home.path, log: quiet, server: { major: old.major + 1 } })).rejects.toMatchObject({
    name: 'UserError',
    message: `the data in ${cluster.dataFolder} was made by PostgreSQL ${old.major}, and ${old.major + 1} was asked for`,
  })
  await expect(startCluster({ dataDir: home.path, log: quiet, server: { origin: 'package' } })).rejects.toThrow(
    `the data in ${cluster.dataFolder} was made by PostgreSQL ${old.major}: no PostgreSQL ${old.major} server was found in the npm package`,
  )
})

test('a folder that can not be made is a clear error', async () => {
  await using home = await temporaryFolder()
  const first = await startCluster({ dataDir: home.path, log: quiet, settings: throwAway })
  await first.stop()
  await expect(startCluster({ dataDir: join(home.path, 'password', 'x'), log: quiet })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^the data folder \S+\/password\/x can't be made or written \(ENOTDIR\)$/),
  })
})
