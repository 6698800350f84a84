import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startNode, temporaryFolder } from '../test/harness/index.ts'
import type { TemporaryFolder, TestProcess } from '../test/harness/index.ts'

let home: TemporaryFolder | undefined
const demos: TestProcess[] = []
afterEach(async () => {
  await Promise.all(demos.splice(0).map((demo) => demo.stop()))
  await home?.close()
  home = undefined
})

async function startDemo(): Promise<{ demo: TestProcess; env: Record<string, string> }> {
  home ??= await temporaryFolder()
  const demo = startNode(['sim/demo.ts'], { env: { UPKEEP_HOME: home.path } })
  demos.push(demo)
  await demo.waitFor(/\{"ready":true\}/, 60_000)
  const text = await readFile(join(home.path, 'demo.env'), 'utf8')
  const env = Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  return { demo, env }
}

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

const through = async (url: string) => (await query<{ at: Date }>(url, 'select written_through as at from sim.seed'))[0]!.at
/** Waits until the pretend past goes beyond a moment. */
const writtenBeyond = (url: string, moment: Date) =>
  vi.waitFor(async () => expect((await through(url)).getTime()).toBeGreaterThan(moment.getTime()), { timeout: 40_000, interval: 100 })

describe('the demo', { timeout: 120_000 }, () => {
  it('is ready with tables, an API and its addresses, which only the owner may read', async () => {
    const { demo, env } = await startDemo()
    expect((await stat(join(home!.path, 'demo.env'))).mode & 0o777).toBe(0o600)
    expect(await (await fetch(`${env['DEMO_API_URL']}/api/health`)).json()).toMatchObject({ status: 'ok' })
    expect(await query(env['DEMO_DATABASE_URL']!, 'select count(*)::integer as contracts from contract_metadata')).toEqual([
      { contracts: 2_275 },
    ])
    await writtenBeyond(env['DEMO_DATABASE_URL']!, await through(env['DEMO_DATABASE_URL']!))
    demo.kill('SIGTERM')
    expect(await demo.ended).toEqual({ code: 0, signal: null })
    await expect(fetch(`${env['DEMO_API_URL']}/api/health`)).rejects.toThrow('fetch failed')
  })

  it('killed in the middle of its seeding and started again, keeps its addresses and goes on', async () => {
    const first = await startDemo()
    const url = first.env['DEMO_DATABASE_URL']!
    await writtenBeyond(url, await through(url))
    const before = await through(url)
    first.demo.kill('SIGKILL')
    await first.demo.ended

    const second = await startDemo()
    expect(second.env).toEqual(first.env)
    expect((await through(url)).getTime()).toBeGreaterThanOrEqual(before.getTime())
    await writtenBeyond(url, await through(url))
  })

  it('ends with its parent, even when that is killed', async () => {
    home = await temporaryFolder()
    const child = new URL('../src/base/child.ts', import.meta.url).href
    const script = join(home.path, 'parent.ts')
    await writeFile(
      script,
      `import { superviseChild } from ${JSON.stringify(child)}
       const env = { ...process.env, UPKEEP_HOME: ${JSON.stringify(home.path)} }
       const demo = superviseChild({ name: 'demo', args: ['sim/demo.ts'], env, log: console })
       console.log('said', JSON.stringify(await demo.ready))`,
    )
    const parent = startNode([script])
    demos.push(parent)
    await parent.waitFor(/said \{"ready":true\}/, 60_000)
    const env = await readFile(join(home.path, 'demo.env'), 'utf8')
    const url = /^DEMO_API_URL=(.*)$/m.exec(env)![1]!
    expect((await fetch(`${url}/api/health`)).status).toBe(200)
    parent.kill('SIGKILL')
    await parent.ended
    await vi.waitFor(
      async () =>
        expect(
          await fetch(`${url}/api/health`).then(
            () => 'up',
            () => 'down',
          ),
        ).toBe('down'),
      { timeout: 60_000, interval: 100 },
    )
    // The folder's close waits for its server to be gone, and fails when it stays.
  })
})
