import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Checked } from '../../src/cli/doctor/check.ts'
import { startUpkeep } from '../harness/index.ts'
import { openSite, say } from './upkeep.ts'
import type { Site } from './upkeep.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

/** A port that another program holds until the end of the test. */
async function takenPort(): Promise<{ port: number; close: () => void }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

describe('upkeep serve', () => {
  it('serves the page and the API by hand, says where, and stops with Ctrl-C', async () => {
    const server = startUpkeep(['serve'], { env: site.env })
    const [, url] = await server.waitFor(/the page and the API are at (http:\/\/127\.0\.0\.1:\d+) \(Ctrl-C stops them\)/)
    const health = await fetch(`${url}/api/health`)
    expect(await health.json()).toMatchObject({ database: true, workers: 0 })
    server.kill('SIGINT')
    expect(await server.ended).toMatchObject({ code: 0 })
  })

  it('says that its port is taken, and ends with 2', async () => {
    const { port, close } = await takenPort()
    expect(await say(['serve'], { ...site.env, UPKEEP_PORT: String(port) })).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        `error: port ${port} on 127.0.0.1 is taken by another program\nHINT: does \`upkeep up\` run already? set UPKEEP_PORT to a free port, or to 0 for any.`,
      ) as string,
    })
    close()
  })

  it.each([
    [{ UPKEEP_BIND: '203.0.113.7' }, '203.0.113.7 is not an address of this machine'],
    [{ UPKEEP_TRUSTED_PROXIES: '10.0.0.0/8, proxy' }, 'UPKEEP_TRUSTED_PROXIES has "proxy", which is not an IP address'],
  ])('refuses %j', async (more, expected) => {
    expect(await say(['serve'], { ...site.env, ...more })).toMatchObject({ code: 2, err: expect.stringContaining(expected) as string })
  })

  it('answers to the host names that it was told of, and to no others', async () => {
    const server = startUpkeep(['serve'], { env: { ...site.env, UPKEEP_ALLOWED_HOSTS: 'upkeep.example' } })
    const [, port] = await server.waitFor(/127\.0\.0\.1:(\d+)/)
    const { request } = await import('node:http')
    const ask = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) =>
        request({ host: '127.0.0.1', port, path: '/api/health', headers: { host } }, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end(),
      )
    expect([await ask('upkeep.example'), await ask('evil.example')]).toEqual([503, 421])
  })
})

describe('upkeep work', () => {
  it('carries out what others ask for, and stops with Ctrl-C', async () => {
    const worker = startUpkeep(['work', '--host', 'there', '--concurrency', '2'], { env: site.env })
    await worker.waitFor(/this worker carries out what is due/)
    const said = await site.upkeep('run', 'demo/tidy')
    expect(said).toMatchObject({ code: 0 })
    expect(said.err).toContain('a worker on there has it')
    worker.kill('SIGINT')
    expect(await worker.ended).toMatchObject({ code: 0 })
  })
})

describe('upkeep doctor', () => {
  it('finds everything that Upkeep needs on this machine, and ends with 0', async () => {
    const { code, out } = await say(['doctor'], site.env)
    expect(out).toMatch(/✔ Node +Node 24/)
    expect(out).toMatch(/✔ state database +PostgreSQL \d+\S* .*at /)
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'Upkeep can run here'])
  })

  it('says what is missing and how to get it, changes nothing, and ends with 2', async () => {
    const { port, close } = await takenPort()
    const { code, out } = await say(['doctor', '--json'], {
      ...site.env,
      UPKEEP_HOME: '/proc/upkeep',
      UPKEEP_PORT: String(port),
      UPKEEP_DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/upkeep',
      PATH: '/nowhere',
    })
    close()
    const found = JSON.parse(out) as Checked[]
    const state = Object.fromEntries(found.map((one) => [one.name, one.state]))
    expect(code).toBe(2)
    expect(state).toMatchObject({
      Node: 'fine',
      port: 'missing',
      'state database': 'missing',
      setpriv: 'poorer',
      'PostgreSQL client tools': 'poorer',
      Chromium: 'poorer',
    })
    expect(found.find(({ name }) => name === 'port')).toMatchObject({
      found: `${port} on 127.0.0.1 is taken by another program`,
      hint: 'set UPKEEP_PORT to a free one, or to 0 for any.',
    })
    expect(out).not.toContain('hunter2')
    for (const { state: is, hint } of found) expect(hint === undefined).toBe(is === 'fine')
  })
})
