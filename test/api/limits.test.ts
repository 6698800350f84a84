import { afterEach, expect, it } from 'vitest'
import type { Limits } from '../../src/api/limits.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

let door: Door
const open = async (limits: Partial<Limits>): Promise<void> => {
  door = await openDoor({ limits })
}
afterEach(() => door.close())

const tooMany = { status: 429, json: { error: { code: 'too-many-requests' } } }
const waits = expect.stringMatching(/^[1-9]\d?$/) as string

it('serves an address so many requests a minute, and says when to come back', async () => {
  await open({ requestsPerMinute: 3 })
  for (let n = 0; n < 3; n++) expect(await door.ask('GET', '/api/health')).toMatchObject({ status: 200 })
  expect(await door.ask('GET', '/api/health')).toMatchObject({ ...tooMany, headers: { 'retry-after': waits } })
  expect(await door.ask('GET', '/api/nothing')).toMatchObject(tooMany)
})

it('serves an address fewer sign-ins, right or wrong', async () => {
  await open({ signInsPerMinute: 2 })
  for (let n = 0; n < 2; n++)
    expect(await door.ask('POST', '/api/session', { as: null, body: { token: 'upk_wrong' } })).toMatchObject({ status: 401 })
  expect(await door.ask('POST', '/api/session', { as: null, body: { token: door.tokens.admin } })).toMatchObject({
    ...tooMany,
    headers: { 'retry-after': waits },
  })
  expect(await door.ask('GET', '/api/tasks')).toMatchObject({ status: 200 })
})

it('looks no tokens up for an address that has tried too many wrong ones', async () => {
  await open({ wrongTokensPerMinute: 2 })
  const guess = () => door.ask('GET', '/api/tasks', { as: null, headers: { authorization: 'Bearer upk_guess' } })
  for (let n = 0; n < 2; n++) expect(await guess()).toMatchObject({ status: 401 })
  expect(await guess()).toMatchObject({ ...tooMany, headers: { 'retry-after': waits } })
  expect(await door.ask('GET', '/api/tasks')).toMatchObject(tooMany)
})

it('counts no request without a token as a wrong one: a page that is signed out may ask', async () => {
  await open({ wrongTokensPerMinute: 2 })
  for (let n = 0; n < 5; n++) expect(await door.ask('GET', '/api/session', { as: null })).toMatchObject({ status: 401 })
  expect(await door.ask('GET', '/api/tasks')).toMatchObject({ status: 200 })
})
