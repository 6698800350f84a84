import { describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { keepHouse, remindOfRequests, rescueLostRuns } from '../../src/run/chores.ts'
import { loadStack } from '../../src/run/load.ts'
import { requestRun } from '../../src/run/request.ts'
import { scheduleOnce } from '../../src/run/schedule.ts'
import { listFindings } from '../../src/store/finding.ts'
import { listTasks } from '../../src/store/task.ts'
import { createWorld, operator, stackOf } from './world.ts'
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
