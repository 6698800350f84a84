import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCluster, testDatabase } from '../../../test/harness/index.ts'
import type { TestDatabase } from '../../../test/harness/index.ts'
import { describeError, RemoteError, UserError } from '../../base/errors.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import { sql } from '../../base/sql.ts'
import type { Opening } from '../connector.ts'
import postgres from './index.ts'
import type { PostgresTarget } from './index.ts'

let database: TestDatabase
let admin: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Client({ connectionString: database.url, application_name: 'admin' })
  await admin.connect()
  await admin.query('create table public.notes (id int primary key, note text)')
})
afterAll(async () => {
  await admin.end()
  await database.close()
})

async function open(
  mode: Opening['mode'],
  more: { url?: string; run?: Opening['run']; signal?: AbortSignal; config?: object } = {},
): Promise<PostgresTarget> {
  return postgres.open(postgres.config.parse({ url: more.url ?? database.url, ...more.config }), {
    mode,
    run: more.run ?? { id: newId(), fence: 1 },
    signal: more.signal ?? new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  })
}

async function withTarget<T>(opening: Promise<PostgresTarget>, work: (target: PostgresTarget) => Promise<T>): Promise<T> {
  const target = await opening
  try {
    return await work(target)
  } finally {
    await target.close()
  }
}

const sessions = async (like: string): Promise<readonly { pid: number }[]> => {
  const { rows } = await admin.query<{ pid: number }>('select pid from pg_stat_activity where application_name like $1', [like])
  return rows
}

/** Whether one of them is in its pg_sleep: before it they are active in statements that set its limits, and in BEGIN. */
const asleep = async (like: string): Promise<boolean> => {
  const { rows } = await admin.query(
    `select from pg_stat_activity where application_name like $1 and state = 'active' and query like 'select pg_sleep%'`,
    [like],
  )
  return rows.length > 0
}

/** Waits until a condition about the server holds; the test's own time-out ends the wait. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20)
}

describe('a target that is opened to inspect', () => {
  it('can read', () =>
    withTarget(open('inspect'), async (target) => {
      expect(await target.read(sql`select ${7}::int as seven, now() as at, 10000000000::int8 as many`)).toEqual([
        { seven: 7, at: expect.stringMatching(/^\d{4}-.*Z$/), many: 10_000_000_000 },
      ])
    }))

  it('cannot write, whichever way is tried', () =>
    withTarget(open('inspect'), async (target) => {
      await expect(target.read(sql`insert into public.notes values (1, 'x')`)).rejects.toThrow('read-only transaction')
      await expect(target.read(sql`select set_config('transaction_read_only', 'off', true)`)).rejects.toThrow('read-write mode')
      await expect(target.write(async () => {}, { timeoutMs: 100 })).rejects.toThrow('opened to inspect')
      await expect(target.utility(sql`vacuum`, { timeoutMs: 100 })).rejects.toThrow('opened to inspect')
      const { rows } = await admin.query('select from public.notes')
      expect(rows).toEqual([])
    }))

  it('ends a look that takes longer than the target allows', () =>
    withTarget(open('inspect', { config: { 'statement-timeout': '200ms' } }), async (target) => {
      const failure = await target.read(sql`select pg_sleep(5)`).catch((error: unknown) => error)
      expect(failure).toMatchObject({ transient: false, hint: expect.stringContaining('statement-timeout') as string })
      expect(await target.read(sql`select 1 as one`)).toEqual([{ one: 1 }])
    }))
})

describe('limits of time that the server sets', () => {
  it.each(['inspect', 'apply'] as const)(
    'for whole transactions and idle sessions end nothing of a target that is opened to %s',
    async (mode) => {
      await using cluster = await testCluster({ major: 18, settings: { transaction_timeout: '200ms', idle_session_timeout: '200ms' } })
      await withTarget(open(mode, { url: cluster.url() }), async (target) => {
        await target.stopSignals!()
        // The connection that looks is idle meanwhile.
        expect(await target.read(sql`select pg_sleep(0.5)::text as slept`)).toEqual([{ slept: '' }])
        // And so is the other one.
        expect(await target.watch(sql`select pg_sleep(0.5)::text as slept`)).toEqual([{ slept: '' }])
        expect(await target.read(sql`select 1 as one`)).toEqual([{ one: 1 }])
      })
    },
  )
})

describe('a target that is opened to apply', () => {
  it('keeps what a transaction did, and nothing of one that threw', () =>
    withTarget(open('apply'), async (target) => {
      const insert = (id: number) => sql`insert into public.notes values (${id}, ${`it's "${id}"`})`
      expect(await target.write((transaction) => transaction.change(insert(1)), { timeoutMs: 30_000 })).toBe(1)
      const failing = target.write(
        async (transaction) => {
          await transaction.change(insert(2))
          throw new Error('no')
        },
        { timeoutMs: 30_000 },
      )
      await expect(failing).rejects.toThrow('no')
      expect(await target.read(sql`select id, note from public.notes`)).toEqual([{ id: 1, note: `it's "1"` }])
    }))

  it('gives a utility statement its settings for as long as it runs', () =>
    withTarget(open('apply'), async (target) => {
      const settings = sql`select current_setting('vacuum_cost_limit') as cost, current_setting('statement_timeout') as timeout`
      const before = await target.read(settings)
      const notices = await target.utility(sql`vacuum (verbose) public.notes`, { timeoutMs: 30_000, settings: { vacuum_cost_limit: '77' } })
      expect(notices.length).toBeGreaterThan(0)
      expect(await target.read(settings)).toEqual(before)
      await expect(target.utility(sql`nonsense`, { timeoutMs: 30_000, settings: { vacuum_cost_limit: '77' } })).rejects.toThrow(
        'syntax error',
      )
      expect(await target.read(settings)).toEqual(before)
    }))

  it('does one thing after the other on its connection', () =>
    withTarget(open('apply'), async (target) => {
      const both = await Promise.all(
        [1, 2].map(() =>
          target.write(
            async (transaction) => {
              const [first] = await transaction.rows<{ id: string }>(sql`select pg_current_xact_id()::text as id, pg_sleep(0.05)`)
              const [second] = await transaction.rows<{ id: string }>(sql`select pg_current_xact_id()::text as id`)
              return [first!.id, second!.id]
            },
            { timeoutMs: 30_000 },
          ),
        ),
      )
      expect(both[0]![0]).toBe(both[0]![1])
      expect(both[1]![0]).toBe(both[1]![1])
      expect(both[0]![0]).not.toBe(both[1]![0])
    }))
})

describe('stopping', () => {
  it.each(['read', 'utility'] as const)('ends a %s that is running, on the server too, and promptly', async (way) => {
    const stop = new AbortController()
    const run = { id: newId(), fence: 1 }
    await withTarget(open('apply', { run }), async (target) => {
      const limits = { timeoutMs: 60_000, signal: stop.signal }
      const slow = sql`select pg_sleep(60)`
      const running = way === 'read' ? target.read(slow, limits) : target.utility(slow, limits)
      const ended = running.catch((error: unknown) => error)
      await until(() => asleep(`%${run.id}%`))
      const started = performance.now()
      stop.abort(new Error('the run was cancelled'))
      expect(await ended).toMatchObject({ message: 'the run was cancelled' })
      expect(performance.now() - started).toBeLessThan(20_000)
      await until(async () => !(await asleep(`%${run.id}%`)))
      await expect(target.read(sql`select 1`), 'a connection that was cut stays so').rejects.toThrow('the run was cancelled')
    })
  })

  it('opens nothing for a run that is stopped already', async () => {
    await expect(open('inspect', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
  })
})

describe('fencing', () => {
  it('ends what an earlier worker of the same run left, in the middle of its transaction, and nothing else', async () => {
    const id = newId()
    const frozen = await open('apply', { run: { id, fence: 3 } })
    const bystander = await open('apply', { run: { id: newId(), fence: 1 } })
    const holding = frozen.write(
      async (transaction) => {
        await transaction.change(sql`lock table public.notes in access exclusive mode`)
        await transaction.rows(sql`select pg_sleep(60)`)
      },
      { timeoutMs: 60_000 },
    )
    const lost = holding.catch((error: unknown) => error)
    await until(() => asleep(`upkeep:${id}:3`))

    await withTarget(open('apply', { run: { id, fence: 4 } }), async (target) => {
      expect(await lost).toMatchObject({ transient: true })
      // The lock is gone with the session.
      await target.write((transaction) => transaction.change(sql`lock table public.notes in access exclusive mode`), { timeoutMs: 30_000 })
      await expect(frozen.read(sql`select 1`), 'the frozen worker wakes, and its connection is dead').rejects.toThrow(RemoteError)
      await expect(
        frozen.write(async (transaction) => transaction.change(sql`delete from public.notes`), { timeoutMs: 30_000 }),
      ).rejects.toThrow(RemoteError)
      expect(await bystander.read(sql`select 1 as one`)).toEqual([{ one: 1 }])
    })
    await frozen.close()
    await bystander.close()
  })

  it('leaves a newer worker of the same run alone', async () => {
    const id = newId()
    await withTarget(open('apply', { run: { id, fence: 9 } }), (newer) =>
      withTarget(open('inspect', { run: { id, fence: 8 } }), async () =>
        expect(await newer.read(sql`select 1 as one`)).toEqual([{ one: 1 }]),
      ),
    )
  })
})

describe('what speaks against going on', () => {
  it('is nothing on a server that nobody waits for', () =>
    withTarget(open('apply'), async (target) => {
      target.workOn({ schema: 'public', name: 'notes' })
      expect(await target.stopSignals!()).toEqual([])
    }))

  it('is who waits for a lock on the table that is worked on, as long as it is', () =>
    withTarget(open('apply'), async (target) => {
      const second = new pg.Client({ connectionString: database.url })
      await second.connect()
      await admin.query('begin; lock table public.notes in share mode')
      const waiting = second.query('lock table public.notes in access exclusive mode; rollback').catch(() => undefined)
      target.workOn({ schema: 'public', name: 'notes' })
      await until(async () => (await target.stopSignals!()).length > 0)
      expect(await target.stopSignals!()).toEqual([{ name: 'locks', reason: '1 session waits for a lock on public.notes' }])
      target.workOn(null)
      expect(await target.stopSignals!()).toEqual([])
      await admin.query('rollback')
      await waiting
      await second.end()
    }))

  it('is who vacuums the TOAST table of the table that is worked on, as autovacuum does by itself', () =>
    withTarget(open('apply'), async (target) => {
      await admin.query(`create table public.long (note text); alter table public.long alter note set storage external`)
      await admin.query(`insert into public.long select repeat('x', 8000) from generate_series(1, 200)`)
      const { rows } = await admin.query<{ toast: string }>(
        `select reltoastrelid::regclass::text as toast from pg_class where oid = 'public.long'::regclass`,
      )
      const vacuum = new pg.Client({ connectionString: database.url })
      await vacuum.connect()
      await vacuum.query('set vacuum_cost_delay = 100; set vacuum_cost_limit = 1')
      const { rows: own } = await vacuum.query<{ pid: number }>('select pg_backend_pid() as pid')
      const vacuuming = vacuum.query(`vacuum ${rows[0]!.toast}`).catch(() => undefined)
      target.workOn({ schema: 'public', name: 'long' })
      await until(async () => (await target.stopSignals!()).length > 0)
      expect(await target.stopSignals!()).toEqual([{ name: 'vacuum', reason: `public.long is being vacuumed by pid ${own[0]!.pid}` }])
      await admin.query('select pg_cancel_backend($1)', [own[0]!.pid])
      await vacuuming
      await vacuum.end()
    }))

  it('is seen over a connection that is made anew when it is lost, since unknown counts as bad', async () => {
    const run = { id: newId(), fence: 1 }
    await withTarget(open('apply', { run }), async (target) => {
      await target.stopSignals!()
      const both = await sessions(`upkeep:${run.id}:1`)
      expect(both).toHaveLength(2)
      const lookout = both.find(({ pid }) => pid !== target.pid)
      await admin.query('select pg_terminate_backend($1)', [lookout!.pid])
      await until(async () => (await sessions(`upkeep:${run.id}:1`)).length === 1)
      expect(await target.stopSignals!()).toMatchObject([{ name: 'unknown' }])
      expect(await target.stopSignals!()).toEqual([])
    })
  })

  it('is no reason to wait once the connection that works is lost: that ends the work', () =>
    withTarget(open('apply'), async (target) => {
      await admin.query('select pg_terminate_backend($1)', [target.pid])
      const failures: unknown[] = []
      await until(async () => {
        await target.stopSignals!().catch((error: unknown) => failures.push(error))
        return failures.length > 0
      })
      expect(failures).toMatchObject([{ transient: true, message: expect.stringContaining('terminating connection') as string }])
    }))
})

describe('what can go wrong on the way', () => {
  const urlWith = (change: (url: URL) => void): string => {
    const url = new URL(database.url)
    change(url)
    return url.href
  }

  it('names host and database, and never the password', async () => {
    const url = urlWith((it) => {
      it.hostname = '127.0.0.1'
      it.port = '1'
      it.password = 'hunter2'
    })
    const failure = await open('inspect', { url }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      transient: true,
      message: expect.stringMatching(/^127\.0\.0\.1:1\/test_\w+: connection refused$/) as string,
    })
    expect(describeError(failure)).not.toContain('hunter2')
  })

  it('says that there is no such database', async () => {
    const url = database.url.replace(/test_\w+/, 'nowhere')
    await expect(open('inspect', { url })).rejects.toMatchObject({
      transient: false,
      message: expect.stringContaining('database "nowhere" does not exist') as string,
    })
  })

  it.each(['mysql://root@host/db', 'just words', 'http://host/db'])('refuses what is no PostgreSQL address: %s', (url) => {
    expect(() => postgres.config.parse({ url })).toThrow('expected a PostgreSQL address')
  })

  it('says that an address that never came from the environment is none', async () => {
    await expect(open('inspect', { url: '${UNSET}' })).rejects.toThrow(UserError)
  })

  it('keeps an application_name in the address from hiding who is at work', async () => {
    const run = { id: newId(), fence: 1 }
    const url = `${database.url}${database.url.includes('?') ? '&' : '?'}application_name=mine`
    await withTarget(open('inspect', { url, run }), async () => expect(await sessions(`upkeep:${run.id}:1`)).toHaveLength(1))
  })

  it('gives a connection that an administrator ended as lost, and worth another try', () =>
    withTarget(open('inspect'), async (target) => {
      await admin.query('select pg_terminate_backend($1)', [target.pid])
      await until(
        async () =>
          (await target.read(sql`select 1`).then(
            () => null,
            (error: unknown) => error,
          )) !== null,
      )
      await expect(target.read(sql`select 1`)).rejects.toMatchObject({ transient: true })
    }))
})
