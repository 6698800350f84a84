import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCluster, testDatabase } from '../../../test/harness/index.ts'
import type { TestDatabase } from '../../../test/harness/index.ts'
import { startPooler } from '../../../test/postgres/pooler.ts'
import type { Pooler } from '../../../test/postgres/pooler.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import { sql } from '../../base/sql.ts'
import postgres from './index.ts'
import type { PostgresTarget } from './index.ts'
import { climb } from './lock-ladder.ts'

let database: TestDatabase
let pooler: Pooler
let url: string

beforeAll(async () => {
  database = await testDatabase()
  pooler = await startPooler(database.url)
  url = pooler.url
})
afterAll(async () => {
  await pooler.stop()
  await database.close()
})

async function withTarget<T>(mode: 'inspect' | 'apply', work: (target: PostgresTarget) => Promise<T>): Promise<T> {
  const opening = { mode, run: { id: newId(), fence: 1 }, signal: new AbortController().signal, log: createLogger({ level: 'silent' }) }
  const target = await postgres.open(postgres.config.parse({ url }), opening)
  try {
    return await work(target)
  } finally {
    await target.close()
  }
}

it('is looked through, and nothing can be changed by looking', () =>
  withTarget('inspect', async (target) => {
    expect(await target.read(sql`select ${1}::int as one`)).toEqual([{ one: 1 }])
    await expect(target.read(sql`create table t ()`)).rejects.toThrow('read-only transaction')
  }))

it('is written through, with limits and settings that end with the transaction', () =>
  withTarget('apply', async (target) => {
    const settings = sql`select current_setting('lock_timeout') as lock, current_setting('work_mem') as memory, current_setting('transaction_read_only') as readonly`
    const limits = { timeoutMs: 30_000, lockTimeoutMs: 777, settings: { work_mem: '123kB' } }
    expect(await target.write((transaction) => transaction.rows(settings), limits)).toEqual([
      { lock: '777ms', memory: '123kB', readonly: 'off' },
    ])
    await withTarget('inspect', async (next) =>
      expect(await next.read(settings)).toMatchObject([{ lock: '1s', memory: '4MB', readonly: 'on' }]),
    )
    await target.write((transaction) => transaction.change(sql`create table made (id int)`), limits)
  }))

it('is held to its own limits of time, whatever the server sets for whole transactions (17 and newer)', async () => {
  await using cluster = await testCluster({ major: 18, settings: { transaction_timeout: '200ms' } })
  const limited = await startPooler(cluster.url())
  url = limited.url
  try {
    const slow = sql`select pg_sleep(0.5)::text as slept`
    await withTarget('inspect', async (target) => expect(await target.read(slow)).toEqual([{ slept: '' }]))
    await withTarget('apply', async (target) => {
      expect(await target.write((transaction) => transaction.rows(slow), { timeoutMs: 30_000 })).toEqual([{ slept: '' }])
      expect(await target.watch(sql`select current_setting('transaction_timeout') as own`)).toEqual([{ own: '0' }])
    })
  } finally {
    url = pooler.url
    await limited.stop()
  }
})

it('is not used for what needs limits outside of a transaction', () =>
  withTarget('apply', async (target) => {
    await expect(target.utility(sql`vacuum made`, { timeoutMs: 30_000 })).rejects.toMatchObject({
      transient: false,
      hint: expect.stringContaining('the address of the server itself') as string,
    })
  }))

it('is noticed too where it lets the settings of a session pass and drops them', async () => {
  const silent = await startPooler(database.url, { settings: ['ignore_startup_parameters = options,extra_float_digits'] })
  url = silent.url
  try {
    await withTarget('apply', async (target) => {
      await expect(target.utility(sql`vacuum`, { timeoutMs: 30_000 })).rejects.toThrow('a pooler stands before the server')
    })
  } finally {
    url = pooler.url
    await silent.stop()
  }
})

it('does not hide who holds a lock, though each transaction may run in another process of the server', async () => {
  const wide = await startPooler(database.url, { connections: 3 })
  const [holder, neighbour] = [
    new pg.Client({ connectionString: database.url, application_name: 'the holder' }),
    new pg.Client({ connectionString: wide.url }),
  ]
  await Promise.all([holder.connect(), neighbour.connect()])
  url = wide.url
  try {
    await withTarget('apply', async (target) => {
      await target.stopSignals!()
      // It takes the process that the target had at first.
      await neighbour.query('begin')
      await holder.query('create table held (id int)')
      await holder.query('begin; lock table held')
      const lock = () =>
        target.write((transaction) => transaction.change(sql`lock table held`), { timeoutMs: 30_000, lockTimeoutMs: 1_500 })
      const ladder = {
        what: 'held',
        tries: 2,
        firstWaitMs: 5,
        signal: new AbortController().signal,
        log: createLogger({ level: 'silent' }),
        checkpoint: async () => {},
      }
      await expect(climb(target, lock, ladder)).rejects.toThrow(/held by pid \d+ \(the holder, user /)
    })
  } finally {
    url = pooler.url
    await Promise.all([holder.end(), neighbour.end()])
    await wide.stop()
  }
})

it('ends a statement that is stopped, through the pooler', async () => {
  const stop = new AbortController()
  await withTarget('apply', async (target) => {
    const started = performance.now()
    const running = target.read(sql`select pg_sleep(60)`, { timeoutMs: 60_000, signal: stop.signal }).catch((error: unknown) => error)
    setTimeout(() => stop.abort(new Error('cancelled')), 200)
    expect(await running).toMatchObject({ message: 'cancelled' })
    expect(performance.now() - started).toBeLessThan(20_000)
  })
  // The one connection to the server is free again.
  await withTarget('inspect', async (next) => expect(await next.read(sql`select 1 as one`)).toEqual([{ one: 1 }]))
})
