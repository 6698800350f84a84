import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../src/app/views/words.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'
import { endpoints } from './endpoints.ts'

const roles: readonly Role[] = ['viewer', 'operator', 'admin']
const errorOf = (code: string) => ({ error: { code, message: expect.stringMatching(/\S/) as string } })

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())

describe('each endpoint', () => {
  it.each(endpoints)('works for the lowest role that may: $operation', async ({ method, role, status, works, answer }) => {
    const { url, body } = await works(door)
    const told = await door.ask(method, url, { as: role, body })
    expect(told).toMatchObject({ status, ...(answer !== null && { json: answer }) })
  })

  it.each(endpoints.filter(({ method }) => method === 'GET'))(
    'changes nothing when it is only asked: $operation',
    async ({ role, works }) => {
      const { url } = await works(door)
      const changes = async () =>
        (await door.useCases.audit({ limit: 1_000 })).filter(({ actor }) => roles.some((name) => name === actor)).length
      const before = await changes()
      await door.ask('GET', url, { as: role ?? 'admin' })
      expect(await changes()).toBe(before)
    },
  )

  it.each(endpoints)('answers a wrong method with 405 and those that it has: $operation', async ({ method, works }) => {
    const { url } = await works(door)
    const told = await door.ask('PATCH', url)
    expect(told).toMatchObject({ status: 405, json: errorOf('wrong-method') })
    expect(told.headers['allow']).toContain(method)
  })

  it.each(endpoints.filter(({ role }) => role !== null))(
    'refuses who has no token, an unknown one, or a role that is too low: $operation',
    async ({ method, role, works }) => {
      const { url, body } = await works(door)
      expect(await door.ask(method, url, { as: null, body })).toMatchObject({ status: 401, json: errorOf('unauthenticated') })
      const unknown = await door.ask(method, url, { as: null, body, headers: { authorization: `Bearer upk_${'x'.repeat(43)}` } })
      expect(unknown).toMatchObject({ status: 401, json: errorOf('unauthenticated') })
      for (const low of roles.slice(0, roles.indexOf(role!))) {
        expect(await door.ask(method, url, { as: low, body })).toMatchObject({ status: 403, json: errorOf('forbidden') })
      }
    },
  )

  it.each(endpoints)('says what is wrong with an input that is malformed: $operation', async ({ method, role, malformed }) => {
    const told = await door.ask(method, malformed.url, { as: role ?? 'admin', body: malformed.body })
    expect(told).toMatchObject({ status: 400, json: errorOf('bad-input') })
  })

  it.each(endpoints.filter(({ missing }) => missing !== undefined))(
    "answers 404 for what isn't there: $operation",
    async ({ method, role, missing }) => {
      const told = await door.ask(method, missing!.url, { as: role ?? 'admin', body: missing!.body })
      expect(told).toMatchObject({ status: 404, json: errorOf('not-found') })
    },
  )
})

it('is tested in each of its operations, and in none that it has no more', () => {
  const { paths = {} } = door.api.swagger() as { paths?: Record<string, Record<string, { operationId: string; description?: string }>> }
  const described = Object.values(paths).flatMap((methods) => Object.values(methods))
  // events is a stream, which has tests of its own.
  expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(
    [...endpoints.map(({ operation }) => operation), 'events'].toSorted(),
  )
  for (const { operation, role } of endpoints) {
    const { description } = described.find(({ operationId }) => operationId === operation)!
    expect([operation, /Role: (\w+)\./.exec(description ?? '')?.[1] ?? null]).toEqual([operation, role])
  }
})

it('has an id for everything that a path names: whatever takes one says 404 when it is not there', () => {
  const { paths = {} } = door.api.swagger() as { paths?: Record<string, Record<string, { operationId: string }>> }
  const named = Object.entries(paths).flatMap(([path, methods]) =>
    path.includes('{') ? Object.values(methods).map(({ operationId }) => operationId) : [],
  )
  expect(
    endpoints
      .filter(({ missing }) => missing !== undefined)
      .map(({ operation }) => operation)
      .toSorted(),
  ).toEqual(named.toSorted())
})
