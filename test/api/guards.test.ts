import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../../src/api/index.ts'
import { createLogger } from '../../src/base/logger.ts'
import { openApp } from '../../src/app/index.ts'
import { testCluster } from '../harness/index.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

const lines: string[] = []
const log = createLogger({ destination: new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) }) })

let door: Door
beforeAll(async () => {
  door = await openDoor({ log, allowedHosts: ['upkeep.example'] })
})
afterAll(() => door.close())

const codeOf = (told: { json: unknown }) => (told.json as { error?: { code: string } } | null)?.error?.code

describe('the host that is asked', () => {
  it.each([
    ['localhost:8000', 200],
    ['127.0.0.1', 200],
    ['[::1]:8000', 200],
    ['Upkeep.Example', 200],
    ['rebound.evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example:8000', 421],
  ])('is one of ours, on a server that is bound to loopback: %s', async (host, status) => {
    const told = await door.ask('GET', '/api/tasks', { headers: { host } })
    expect([told.status, codeOf(told)]).toEqual([status, status === 200 ? undefined : 'wrong-host'])
  })

  it('may be any, on a server that is bound to every address: it can not know its names', async () => {
    const open = await createApi({ useCases: door.useCases, log, webRoot: '/nowhere', version: '1', boundTo: '0.0.0.0' })
    expect((await open.inject({ url: '/api/health', headers: { host: 'ops-1.internal' } })).statusCode).toBe(200)
    await open.close()
  })
})

describe('headers', () => {
  it('let nothing from elsewhere run, frame or guess', async () => {
    const { headers } = await door.ask('GET', '/api/tasks')
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;font-src 'self' data:;connect-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
  })
})

describe('bodies', () => {
  it.each([
    ['is not JSON', '{"note":', 'application/json', 400, 'bad-input'],
    ['is empty, though it says that it is JSON', '', 'application/json', 400, 'bad-input'],
    ['is a form', 'note=x', 'application/x-www-form-urlencoded', 415, 'wrong-media-type'],
    ['is plain text, which any page may send', '{"note":"x"}', 'text/plain', 415, 'wrong-media-type'],
    ['is too large', JSON.stringify({ note: 'x'.repeat(70_000) }), 'application/json', 413, 'too-large'],
    ['has a key that means nothing', '{"note":"x","force":true}', 'application/json', 400, 'bad-input'],
    ['tries to reach the prototype', '{"note":"x","__proto__":{"role":"admin"}}', 'application/json', 400, 'bad-input'],
  ])('are refused when one %s', async (_, body, type, status, code) => {
    const told = await door.ask('POST', '/api/runs/01999999-0000-7000-8000-000000000000/reject', {
      body,
      headers: { 'content-type': type },
    })
    expect([told.status, codeOf(told)]).toEqual([status, code])
  })

  it('hear of all their problems at once', async () => {
    const told = await door.ask('POST', '/api/tokens', { body: { name: '', role: 'root', since: 1 } })
    expect(told.json).toMatchObject({ error: { code: 'bad-input', message: 'the request has 3 problems', problems: [{}, {}, {}] } })
  })
})

describe('a bug', () => {
  it('is told of by its request id only, under which the log has the rest', async () => {
    const api = await createApi({ useCases: door.useCases, log, webRoot: '/nowhere', version: '1' })
    api.get('/api/boom', { config: { access: 'public' } }, () => {
      throw new TypeError('the inside: password=hunter2')
    })
    const told = await api.inject('/api/boom')
    await api.close()
    const { error } = told.json<{ error: { requestId: string } }>()
    expect(told.statusCode).toBe(500)
    expect(error).toEqual({
      code: 'internal',
      message: 'something went wrong inside Upkeep',
      hint: 'the server log has the details under this request id.',
      requestId: told.headers['x-request-id'],
    })
    expect(lines.filter((line) => line.includes(error.requestId)).join('')).toContain('hunter2')
  })

  it('that forgets to say who may call a route keeps the server from starting', async () => {
    const api = await createApi({ useCases: door.useCases, log, webRoot: '/nowhere', version: '1' })
    api.get('/api/forgotten', () => 'for everybody')
    await expect(api.ready()).rejects.toThrow('no access is set for GET /api/forgotten')
    await api.close()
  })
})

it('gives an answer up that takes too long, and says so', async () => {
  const api = await createApi({ useCases: door.useCases, log, webRoot: '/nowhere', version: '1', answerWithinMs: 100 })
  api.get('/api/slow', { config: { access: 'public' } }, () => new Promise(() => {}))
  const told = await api.inject('/api/slow')
  await api.close()
  expect(told).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } })
  expect(told.json()).toMatchObject({ error: { code: 'timed-out' } })
})

it('says that a database which is down is not available, and when to ask again', async () => {
  await using cluster = await testCluster({ databases: ['upkeep'] })
  const app = await openApp({
    settings: { home: '/nowhere', port: 0, bind: '127.0.0.1', databaseUrl: cluster.url('upkeep') },
    env: {},
    log,
  })
  const api = await createApi({ useCases: app.useCases, log, webRoot: '/nowhere', version: '1' })
  await cluster.stop()
  const told = await api.inject({ url: '/api/tasks', headers: { authorization: 'Bearer upk_any' } })
  expect(told).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } })
  expect(told.json()).toMatchObject({ error: { code: 'not-available', message: expect.stringContaining("upkeep's database") as string } })
  const health = await api.inject('/api/health')
  expect([health.statusCode, health.json()]).toMatchObject([503, { status: 'degraded', database: false }])
  await api.close()
  await app.close()
})
