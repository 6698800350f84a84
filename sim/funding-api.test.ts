import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/harness/index.ts'
import type { TestDatabase } from '../test/harness/index.ts'
import type { Store } from '../src/store/db.ts'
import { openStore } from '../src/store/db.ts'
import { collectLatest } from './collect.ts'
import type { FundingApi } from './funding-api.ts'
import { startFundingApi } from './funding-api.ts'
import { startMoments } from './moments.ts'
import { prepareMarket } from './seed-funding.ts'

let database: TestDatabase
let db: Store
let api: FundingApi
const moments = startMoments()
beforeAll(async () => {
  database = await testDatabase()
  db = openStore(database.url)
  await prepareMarket(db, { contracts: 13, days: 1 })
  api = await startFundingApi(db, moments)
})
afterAll(async () => {
  await api.close()
  await db.close()
  await database.close()
})

const health = async () => {
  const started = performance.now()
  const response = await fetch(`${api.url}/api/health`)
  return { status: response.status, body: await response.json(), tookMs: performance.now() - started }
}
const post = async (path: string) => (await fetch(api.url + path, { method: 'POST' })).status

describe('the pretend API', () => {
  it('tells when the newest data was collected', async () => {
    expect(await health()).toMatchObject({ status: 200, body: { status: 'ok', last_updated: null } })
    const now = new Date('2026-07-04T12:00:00Z')
    await collectLatest(db, now)
    expect(await health()).toMatchObject({ status: 200, body: { status: 'ok', last_updated: now.toISOString() } })
  })

  it('is slow in a slow moment, well over the limit of 0.2 s, and quick again after it', async () => {
    expect(await post('/sim/moment/slow')).toBe(204)
    expect((await health()).tookMs).toBeGreaterThan(400)
    await api.close()
    // A quick answer may take as long on a busy machine: slower moments tell the two apart.
    api = await startFundingApi(db, moments, 0, 3_000)
    expect((await health()).tookMs).toBeGreaterThan(2_900)
    expect(await post('/sim/moment/well')).toBe(204)
    expect((await health()).tookMs).toBeLessThan(2_900)
    expect(await post('/sim/moment/timetable')).toBe(204)
  })

  it('knows what it does not know', async () => {
    expect(await post('/sim/moment/furious')).toBe(404)
    expect((await fetch(`${api.url}/sim/moment/slow`)).status).toBe(405)
    expect(await post('/api/health')).toBe(405)
    expect((await fetch(`${api.url}/api/nothing`)).status).toBe(404)
  })

  it('takes the port that it had, and another when that is taken', async () => {
    const second = await startFundingApi(db, moments, api.port)
    expect(second.port).not.toBe(api.port)
    await second.close()
    const third = await startFundingApi(db, moments, second.port)
    expect(third.port).toBe(second.port)
    await third.close()
  })

  it('says that it is degraded when its database does not answer', async () => {
    const broken = openStore(database.url.replace(/\/[^/]*$/, '/no_such_database'))
    const alone = await startFundingApi(broken, moments)
    const response = await fetch(`${alone.url}/api/health`)
    expect([response.status, await response.json()]).toEqual([503, { status: 'degraded', last_updated: null }])
    await alone.close()
    await broken.close()
  })
})
