import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../test/harness/index.ts'
import type { TestDatabase } from '../../../test/harness/index.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import postgres from './index.ts'
import type { PostgresTarget } from './index.ts'
import { climb, ladderWaitMs, LockNotGained } from './lock-ladder.ts'

const log = createLogger({ level: 'silent' })

describe('the waits between tries', () => {
  it.each([
    [1, 1, 50],
    [2, 1, 100],
    [5, 1, 800],
    [20, 1, 600_000],
    [1, 0, 25],
    [3, 0.5, 150],
  ])('after try %i with chance %f: %i ms', (tried, random, ms) => {
    expect(ladderWaitMs(tried, { firstWaitMs: 50, maxWaitMs: 600_000, random })).toBe(ms)
  })
})

describe('the lock ladder', () => {
  let database: TestDatabase
  let target: PostgresTarget
  let other: pg.Client

  beforeAll(async () => {
    database = await testDatabase()
    other = new pg.Client({ connectionString: database.url, application_name: 'the other one' })
    await other.connect()
    await other.query('create table wanted (id int)')
    target = await postgres.open(postgres.config.parse({ url: database.url }), {
      mode: 'apply',
      run: { id: newId(), fence: 1 },
      signal: new AbortController().signal,
      log,
    })
    // As the engine does before each step. From then on the connection stands that looks who is in the way of a lock.
    await target.stopSignals!()
  })
  afterAll(async () => {
    await target.close()
    await other.end()
    await database.close()
  })

  /** Enough for a look at who is in the way, on a busy machine too. */
  const waitMs = 1_500
  const lock = () =>
    target.write((transaction) => transaction.change({ text: 'lock table wanted in access exclusive mode', values: [] }), {
      timeoutMs: 30_000,
      lockTimeoutMs: waitMs,
    })
  const options = { what: 'wanted', firstWaitMs: 5, signal: new AbortController().signal, log, checkpoint: async () => {} }

  it('runs at once what finds no lock in its way', async () => {
    expect(await climb(target, lock, options)).toMatchObject({ waits: [] })
  })

  it('gives up when the tries are spent, and names who held the lock since when with what', async () => {
    await other.query(`begin; select 'a secret' from wanted`)
    const checkpoints: number[] = []
    const started = performance.now()
    const failure = await climb(target, lock, {
      ...options,
      tries: 3,
      checkpoint: async () => void checkpoints.push(performance.now()),
    }).catch((error: unknown) => error)
    await other.query('rollback')
    expect(failure).toBeInstanceOf(LockNotGained)
    const { message, waits, transient } = failure as LockNotGained
    expect(message).toMatch(
      /no lock on wanted in 3 tries, held by pid \d+ \(the other one, user \w+, idle in transaction since .*: begin; select '…' from wanted\)/,
    )
    expect(waits.map(({ try: tried }) => tried)).toEqual([1, 2, 3])
    expect(transient).toBe(true)
    // The last try had its time-out too, and each try was allowed anew.
    expect(performance.now() - started).toBeLessThan(3 * waitMs + 15_000)
    expect(checkpoints).toHaveLength(3)
  })

  it('gets the lock when the other lets go of it between two tries', async () => {
    await other.query('begin; select 1 from wanted')
    let tries = 0
    const { waits } = await climb(target, lock, {
      ...options,
      checkpoint: async () => {
        tries += 1
        if (tries === 2) await other.query('rollback')
      },
    })
    expect(waits).toHaveLength(1)
    expect(waits[0]!.blockers).toHaveLength(1)
  })

  it('passes on at once what is not about a lock', async () => {
    let tries = 0
    const failure = climb(
      target,
      () => {
        tries += 1
        return target.write((transaction) => transaction.change({ text: 'drop table nowhere', values: [] }), { timeoutMs: 30_000 })
      },
      options,
    )
    await expect(failure).rejects.toThrow('table "nowhere" does not exist')
    expect(tries).toBe(1)
  })

  it('stops waiting when the run is stopped', async () => {
    await other.query('begin; select 1 from wanted')
    const stop = new AbortController()
    const climbing = climb(target, lock, { ...options, firstWaitMs: 600_000, signal: stop.signal, checkpoint: async () => {} })
    setTimeout(() => stop.abort(new Error('cancelled')), waitMs + 300)
    await expect(climbing).rejects.toThrow('cancelled')
    await other.query('rollback')
  })
})
