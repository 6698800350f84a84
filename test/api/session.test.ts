import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor({ trustedProxies: ['127.0.0.1'], limits: { signInsPerMinute: 1_000 } })
})
afterAll(() => door.close())

const host = { host: 'localhost:8000' }
const signIn = (token: string, headers = {}) =>
  door.ask('POST', '/api/session', { as: null, body: { token }, headers: { ...host, ...headers } })
const setCookie = ({ headers }: { headers: Record<string, unknown> }) => String(headers['set-cookie'])
const cookieOf = (answer: { headers: Record<string, unknown> }) => setCookie(answer).split(';', 1)[0]!

describe('signing in', () => {
  it('sets a cookie that scripts and other sites never get', async () => {
    const told = await signIn(door.tokens.viewer)
    expect(told).toMatchObject({ status: 200, json: { name: 'viewer', role: 'viewer' } })
    expect(setCookie(told)).toMatch(/^upkeep_8000=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  it('adds Secure where the browser speaks HTTPS to a proxy that we trust', async () => {
    expect(setCookie(await signIn(door.tokens.viewer, { 'x-forwarded-proto': 'https' }))).toContain('; Secure')
  })

  it('refuses a wrong token and sets no cookie', async () => {
    const told = await signIn('upk_wrong')
    expect(told).toMatchObject({ status: 401, json: { error: { code: 'unauthenticated' } } })
    expect(told.headers['set-cookie']).toBeUndefined()
  })

  it('keeps servers on other ports of the machine apart', async () => {
    const cookie = cookieOf(await signIn(door.tokens.viewer))
    expect(await door.ask('GET', '/api/session', { as: null, headers: { host: 'localhost:8000', cookie } })).toMatchObject({ status: 200 })
    expect(await door.ask('GET', '/api/session', { as: null, headers: { host: 'localhost:8001', cookie } })).toMatchObject({ status: 401 })
  })
})

describe('a session', () => {
  it('reads without more ado', async () => {
    const cookie = cookieOf(await signIn(door.tokens.viewer))
    const headers = { ...host, cookie, 'sec-fetch-site': 'cross-site' }
    expect(await door.ask('GET', '/api/tasks', { as: null, headers })).toMatchObject({ status: 200 })
  })

  it.each([
    ['the page itself', { 'sec-fetch-site': 'same-origin' }, 202],
    ['the page itself, over plain HTTP between machines', { origin: 'http://localhost:8000' }, 202],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another port of the same machine', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin, where the browser says no more', { origin: 'http://localhost:9999' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['who does not say', {}, 403],
  ])('changes something only for the page itself: %s', async (_, from, status) => {
    const cookie = cookieOf(await signIn(door.tokens.operator))
    const told = await door.ask('POST', '/api/tasks/demo/tidy/plan', { as: null, headers: { ...host, cookie, ...from } })
    expect(told).toMatchObject({ status, ...(status === 403 && { json: { error: { code: 'cross-site' } } }) })
  })

  it('asks a bearer token for no origin: another site has none to send', async () => {
    expect(
      await door.ask('POST', '/api/tasks/demo/tidy/plan', { as: 'operator', headers: { 'sec-fetch-site': 'cross-site' } }),
    ).toMatchObject({ status: 202 })
  })

  it('ends at once when its token is revoked, and takes the cookie away', async () => {
    const made = await door.useCases.createToken({ name: 'test', role: 'admin' }, 'leaver', 'viewer')
    const cookie = cookieOf(await signIn(made.secret))
    await door.useCases.revokeToken({ name: 'test', role: 'admin' }, made.token.id)
    const told = await door.ask('GET', '/api/tasks', { as: null, headers: { ...host, cookie } })
    expect(told).toMatchObject({ status: 401, json: { error: { code: 'unauthenticated' } } })
    expect(setCookie(told)).toMatch(/^upkeep_8000=; .*Expires=Thu, 01 Jan 1970/)
  })

  it('ends with its token', async () => {
    const later = new Date(Date.now() + 3_600_000)
    const { token, secret } = await door.useCases.createToken({ name: 'test', role: 'admin' }, 'brief', 'viewer', later)
    const headers = { ...host, cookie: cookieOf(await signIn(secret)) }
    expect(await door.ask('GET', '/api/tasks', { as: null, headers })).toMatchObject({ status: 200 })
    await door.app.engine.store.run(sql`update upkeep.tokens set expires_at = clock_timestamp() where id = ${token.id}`)
    expect(await door.ask('GET', '/api/tasks', { as: null, headers })).toMatchObject({ status: 401 })
  })

  it('is over after signing out, which is no trouble without one', async () => {
    const told = await door.ask('DELETE', '/api/session', { as: null, headers: host })
    expect(told).toMatchObject({ status: 204, text: '' })
    expect(setCookie(told)).toContain('Expires=Thu, 01 Jan 1970')
  })
})
