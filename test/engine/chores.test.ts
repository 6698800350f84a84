import { describe, expect, it, vi } from 'vitest'
import { newId } from '../../src/base/id.ts'
import { sql } from '../../src/base/sql.ts'
import { keepHouse, remindOfRequests, rescueLostRuns } from '../../src/run/chores.ts'
import { claimFor } from '../../src/run/claim.ts'
import { loadStack } from '../../src/run/load.ts'
import { requestRun } from '../../src/run/request.ts'
import { scheduleOnce } from '../../src/run/schedule.ts'
import { listFindings } from '../../src/store/finding.ts'
import { listTasks, setTaskDues, takeDueTasks } from '../../src/store/task.ts'
import { createWorld, operator, stackOf, waitFor } from './world.ts'
import type { World } from './world.ts'

const ask = (world: World): Promise<string> =>
  requestRun(world.engine, operator, { stack: 'test', task: 'chores', mode: 'run', approve: false })
const ended = ['converged', 'diverged', 'failed', 'cancelled'] as const
const everySecond = { every: 'every 1s', cadence: { kind: 'every', ms: 1_000 } } as const

describe('the chores of the engine', () => {
  it('hand out again a run whose job was lost', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    const id = await ask(world)
    await world.engine.store.run(sql`delete from upkeep_queue.job`)
    await world.engine.store.run(sql`update upkeep.runs set not_before = now() - interval '1 minute'`)
    await world.worker()
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged' })
    expect(await rescueLostRuns(world.engine)).toBe(0)
  })

  it('gather no second job for a run whose host has no worker, however long that lasts', async () => {
    const world = await createWorld()
    await world.load({ chores: { host: 'away' } })
    await ask(world)
    for (let n = 0; n < 3; n += 1) {
      await world.engine.store.run(sql`update upkeep.runs set not_before = now() - interval '1 minute'`)
      expect(await rescueLostRuns(world.engine)).toBe(0)
    }
    expect(await world.engine.store.first(sql`select count(*) as n from upkeep_queue.job`)).toEqual({ n: 1 })
  })

  it('give a run up under which twenty workers have died, and say so', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1 })
    const id = await ask(world)
    const worker = { id: newId(), host: 'here' }
    for (let n = 0; n < 20; n += 1) {
      await claimFor(world.engine, id, worker)
      await world.engine.store.run(sql`update upkeep.runs set lease_until = clock_timestamp() - interval '1 minute'`)
    }
    await world.worker()
    const run = await world.until(id, ended)
    expect(run).toMatchObject({ state: 'failed', summary: 'its worker died or froze 20 times while it ran, so it is not tried again' })
    expect(await listFindings(world.engine.store)).toMatchObject([{ fingerprint: 'run:failed', severity: 'critical' }])
    expect(await world.target.query(sql`select from chore_log`)).toEqual([])
  })

  it('prune all that is old, however many runs that are', async () => {
    const world = await createWorld()
    await world.engine.store.run(sql`
      insert into upkeep.runs (id, stack, task, definition, mode, trigger, due_at, state, ended_at)
      select gen_random_uuid(), 'test', 'chores', '{}', 'run', 'schedule', now(), 'converged', now() - interval '5 days' from generate_series(1, 2500)`)
    await Promise.all([keepHouse(world.engine), keepHouse(world.engine)])
    expect(await world.engine.store.first(sql`select count(*) as n from upkeep.runs`)).toEqual({ n: 3 })
  })

  it('forget findings that were resolved long ago, and no others', async () => {
    const world = await createWorld()
    for (const [name, state, resolved] of [
      ['old', 'resolved', '91 days'],
      ['new', 'resolved', '89 days'],
      ['open', 'open', null],
    ])
      await world.engine.store.run(sql`
        insert into upkeep.findings (id, stack, task, fingerprint, severity, title, state, first_seen_at, opened_at, last_seen_at, resolved_at, last_run)
        select gen_random_uuid(), 'test', 'chores', ${name}, 'warning', 'x', ${state}, t, t, t, now() - ${resolved}::interval, gen_random_uuid() from (select now() - interval '1 year') as old (t)`)
    await keepHouse(world.engine)
    expect(await world.engine.store.query(sql`select fingerprint from upkeep.findings order by 1`)).toEqual([
      { fingerprint: 'new' },
      { fingerprint: 'open' },
    ])
  })

  it('remind of a request once a day', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'sign-off' } })
    await world.worker()
    const id = await ask(world)
    await world.until(id, ['waiting'])
    expect(await remindOfRequests(world.engine.store)).toBe(0)
    await world.engine.store.run(sql`update upkeep.runs set waiting_since = now() - interval '25 hours'`)
    expect(await remindOfRequests(world.engine.store)).toBe(1)
    expect(await remindOfRequests(world.engine.store)).toBe(0)
    expect(await world.run(id)).toMatchObject({ reminders: 1 })
  })

  it('prune old runs but the newest three of a task, and those that somebody answered', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.worker()
    for (let n = 0; n < 5; n += 1) await world.until(await ask(world), ended)
    await world.engine.store.run(sql`update upkeep.runs set ended_at = now() - interval '10 days'`)
    await keepHouse(world.engine)
    expect(await world.engine.store.first(sql`select count(*) as n from upkeep.runs`)).toEqual({ n: 3 })
  })
})

describe('the schedule', () => {
  it('of many at once makes each due run once', async () => {
    const world = await createWorld()
    await world.load(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`t${n}`, everySecond])))
    await world.engine.store.run(sql`update upkeep.tasks set due_at = date_trunc('second', now()), next_due = date_trunc('second', now())`)
    await Promise.all(Array.from({ length: 6 }, () => scheduleOnce(world.engine)))
    expect(await world.engine.store.first(sql`select count(*) as runs, count(distinct task) as tasks from upkeep.runs`)).toEqual({
      runs: 50,
      tasks: 50,
    })
    expect(await world.engine.store.first(sql`select count(*) as n from upkeep_queue.job where name = 'runs'`)).toEqual({ n: 50 })
  })

  it.each([
    ['slow', -600_000],
    ['fast', 600_000],
  ])('of a worker whose clock is ten minutes %s serves each due once, and misses none', async (_, offMs) => {
    const world = await createWorld()
    await world.load({ chores: { every: 'every 1m', cadence: { kind: 'every', ms: 60_000 }, catchUp: 'none' } })
    await world.engine.store.run(sql`update upkeep.tasks set due_at = date_trunc('second', now()), next_due = date_trunc('second', now())`)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs })
    try {
      await scheduleOnce(world.engine)
    } finally {
      vi.useRealTimers()
    }
    expect(await world.engine.store.query(sql`select state from upkeep.runs`)).toEqual([{ state: 'queued' }])
    const [task] = await listTasks(world.engine.store)
    expect(Math.abs(task!.nextDue!.getTime() - Date.now() - 30_000)).toBeLessThanOrEqual(60_000)
  })

  it('serves a due once although the stack is loaded again at that very moment', async () => {
    const world = await createWorld()
    const hourly = { chores: { every: 'every 1h', cadence: { kind: 'every', ms: 3_600_000 } } } as const
    await world.load(hourly)
    const { store } = world.engine
    await store.run(sql`update upkeep.tasks set due_at = '2020-01-01', next_due = '2020-01-01'`)
    let loading: Promise<void> | undefined
    await store.tx(async (db) => {
      const [due] = await takeDueTasks(db, 1)
      loading = world.load({ chores: { ...hourly.chores, title: 'Another' } })
      await waitFor(
        () => store.first(sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
        60_000,
      )
      await setTaskDues(db, [{ ...due!, dueAt: new Date('2999-01-01'), nextDue: new Date('2999-01-01') }])
    })
    await loading
    expect(await listTasks(store)).toMatchObject([{ dueAt: new Date('2999-01-01'), nextDue: new Date('2999-01-01') }])
  })

  it('makes no second run of a task that has an open one', async () => {
    const world = await createWorld()
    await world.load({ chores: everySecond })
    const id = await ask(world)
    await world.engine.store.run(sql`update upkeep.tasks set due_at = now(), next_due = now()`)
    await scheduleOnce(world.engine)
    expect(await world.engine.store.query(sql`select id from upkeep.runs`)).toEqual([{ id }])
    expect(await ask(world)).toBe(id)
  })

  it('of a stack that is loaded again keeps the dues of tasks whose cadence stands, and forgets tasks that are gone', async () => {
    const world = await createWorld()
    await world.load({ keeps: { every: 'every 1h', cadence: { kind: 'every', ms: 3_600_000 } }, changes: everySecond, goes: everySecond })
    await world.engine.store.run(sql`update upkeep.tasks set due_at = '2020-01-01', next_due = '2020-01-01'`)
    await world.engine.store.run(sql`
      insert into upkeep.findings (id, stack, task, fingerprint, severity, title, state, first_seen_at, opened_at, last_seen_at, last_run)
      values (gen_random_uuid(), 'test', 'goes', 'x', 'warning', 'x', 'open', now(), now(), now(), gen_random_uuid())`)
    await loadStack(
      world.engine.store,
      stackOf({
        keeps: { every: 'every 1h', cadence: { kind: 'every', ms: 3_600_000 }, title: 'Another' },
        changes: { every: 'every 2s', cadence: { kind: 'every', ms: 2_000 } },
      }),
      null,
      operator,
    )
    const tasks = await listTasks(world.engine.store)
    expect(tasks.map((task) => [task.name, task.dueAt!.getFullYear() > 2020])).toEqual([
      ['changes', true],
      ['keeps', false],
    ])
    expect(await listFindings(world.engine.store)).toEqual([])
  })
})
