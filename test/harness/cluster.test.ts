import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { withClient } from './admin.ts'
import { testCluster } from './cluster.ts'
import { startNode } from './processes.ts'

const inUse = async (pid: number): Promise<boolean> => (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== ''

test('a test cluster has the version and the settings that were asked for, and leaves nothing behind', async () => {
  const cluster = await testCluster({ major: 18, settings: { max_connections: '20' } })
  const shown = await withClient(cluster.url(), async (client) =>
    client.query("select current_setting('max_connections') as connections, current_setting('shared_preload_libraries') as preloaded"),
  )
  expect([cluster.version, shown.rows[0]]).toEqual([18, { connections: '20', preloaded: 'pg_stat_statements' }])
  const folder = join(cluster.dataFolder, '..')
  const socketFolder = decodeURIComponent(new URL(cluster.url()).hostname)
  await cluster.close()
  expect([folder, socketFolder].filter((path) => existsSync(path))).toEqual([])
  expect(await inUse(cluster.pid)).toBe(false)
})

test('when the process of a test is killed, its cluster ends and its folder goes', async () => {
  const script = `
    const { testCluster } = await import(${JSON.stringify(join(import.meta.dirname, 'cluster.ts'))})
    const cluster = await testCluster()
    console.log(JSON.stringify({ pid: cluster.pid, folders: [cluster.dataFolder + '/..', decodeURIComponent(new URL(cluster.url()).hostname)] }))
    setInterval(() => {}, 60_000)`
  const child = startNode(['--input-type=module', '-e', script])
  const [line] = await child.waitFor(/^\{"pid".*\}$/m)
  const { pid, folders } = JSON.parse(line) as { pid: number; folders: string[] }
  expect(folders.filter((path) => existsSync(path))).toEqual(folders)
  child.kill('SIGKILL')
  while ((await inUse(pid)) || folders.some((path) => existsSync(path))) await sleep(50)
})
