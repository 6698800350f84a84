import { afterEach, expect, it, vi } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { claimFor } from '../../src/run/claim.ts'
import { createHold } from '../../src/run/hold.ts'
import type { Hold } from '../../src/run/hold.ts'
import { markNow } from '../../src/run/mark.ts'
import { renewHolds } from '../../src/run/renew-holds.ts'
import { requestRun } from '../../src/run/request.ts'
import type { Db } from '../../src/store/db.ts'
import type { Claim } from '../../src/store/lease.ts'
import { createWorld, operator } from './world.ts'
import type { World } from './world.ts'

afterEach(() => void vi.useRealTimers())

const here = { id: '00000000-0000-7000-8000-000000000001', host: 'here' }
const heir = { id: '00000000-0000-7000-8000-000000000002', host: 'heir' }

/** A real lease in a real database; from here on this process's own clocks stand, and are turned by the test. */
async function held(): Promise<{ world: World; claim: Claim; hold: Hold }> {
  const world = await createWorld()
  await world.load({ chores: {} })
  const id = await requestRun(world.engine, operator, { stack: 'test', task: 'chores', mode: 'run', approve: false })
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'], now: Date.now() })
  const asked = markNow()
  const claim = (await claimFor(world.engine, id, here))!
  return { world, claim, hold: createHold(world.engine.store, claim, asked) }
}

/** Another worker takes the run, as it may when the lease has ended. */
async function takeOver({ engine }: World, { lease }: Claim): Promise<void> {
  await engine.store.run(sql`update upkeep.runs set lease_until = clock_timestamp() - interval '1 second' where id = ${lease.run}`)
  expect(await claimFor(engine, lease.run, heir)).toMatchObject({ takenOver: true })
}

it('a run whose lease nobody renews stops by itself before the lease is over, however long an answer is waited for', async () => {
  const { hold } = await held()
  vi.advanceTimersByTime(7_900)
  expect(hold.signal.aborted).toBe(false)
  vi.advanceTimersByTime(100)
  expect(hold.signal.reason).toMatchObject({ reason: 'lease-lost' })
})

it('a renewal puts the end off, by the time at which it was asked for', async () => {
  const { world, hold } = await held()
  vi.advanceTimersByTime(6_000)
  await renewHolds(world.engine.store, () => [hold])
  vi.advanceTimersByTime(7_900)
  expect(hold.signal.aborted).toBe(false)
  vi.advanceTimersByTime(100)
  expect(hold.signal.reason).toMatchObject({ reason: 'lease-lost' })
})

it('a process that stood still before it read the answer to its renewal doesn’t take that for a fresh one', async () => {
  const { world, claim, hold } = await held()
  const { store } = world.engine
  const frozenMeanwhile: Db = {
    ...store,
    query: async <Row>(statement: Parameters<Db['query']>[0]): Promise<Row[]> => {
      const rows = await store.query<Row>(statement)
      vi.setSystemTime(Date.now() + 5_000)
      await takeOver(world, claim)
      return rows
    },
  }
  await renewHolds(frozenMeanwhile, () => [hold])
  await expect(hold.stillAllowed()).rejects.toMatchObject({ reason: 'lease-lost' })
})

it('a machine that slept, so that only the wall clock went on, asks before it goes on', async () => {
  const { world, claim, hold } = await held()
  await takeOver(world, claim)
  await expect(hold.stillAllowed()).resolves.toBeUndefined()
  vi.setSystemTime(Date.now() + 60_000)
  await expect(hold.stillAllowed()).rejects.toMatchObject({ reason: 'lease-lost' })
})

it('a wall clock that is set back makes no old renewal fresh', async () => {
  const { world, claim, hold } = await held()
  await takeOver(world, claim)
  vi.advanceTimersByTime(4_500)
  vi.setSystemTime(Date.now() - 3_600_000)
  await expect(hold.stillAllowed()).rejects.toMatchObject({ reason: 'lease-lost' })
})
