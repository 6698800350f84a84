import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { requestRun } from '../../src/run/request.ts'
import { listAudit, verifyAudit } from '../../src/store/audit.ts'
import { listSteps } from '../../src/store/step.ts'
import { testCluster } from '../harness/index.ts'
import { createWorld, operator, waitFor } from './world.ts'
import type { World } from './world.ts'

const ask = (world: World, task = 'chores'): Promise<string> =>
  requestRun(world.engine, operator, { stack: 'test', task, mode: 'run', approve: false })
const ended = ['converged', 'diverged', 'failed', 'cancelled'] as const
const begun = (world: World): Promise<true> =>
  waitFor(async () => ((await world.target.first(sql`select 1 from chore_log where event = 'begun'`)) ? true : null), 60_000)

describe('several workers', () => {
  // How long that takes is measured by bench/cases/takeover.ts.
  it('take over the run of one that was killed in a step, and the run converges', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1 }, { id: 2, gated: true }, { id: 3 })
    const doomed = await world.workerProcess({ host: 'doomed' })
    const id = await ask(world)
    await waitFor(async () => ((await world.target.first(sql`select 1 from chore_log where chore = 2`)) ? true : null), 60_000)
    await world.worker({ host: 'heir' })
    doomed.kill('SIGKILL')
    await waitFor(async () => ((await world.run(id)).workerHost === 'heir' ? true : null), 60_000)
    await world.openGate()
    const run = await world.until(id, ended)
    expect(run).toMatchObject({ state: 'converged', stepsDone: 3, attempt: 2 })
    const steps = await listSteps(world.engine.store, id)
    expect(steps.map((step) => [step.key, step.attempt, step.state])).toEqual([
      ['chore:1', 1, 'done'],
      ['chore:2', 1, 'interrupted'],
      ['chore:2', 2, 'done'],
      ['chore:3', 2, 'done'],
    ])
    expect(await verifyAudit(world.engine.store)).toMatchObject({ intact: true })
  })

  it('keep a frozen one from writing when it wakes', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, gated: true })
    const frozen = await world.workerProcess({ host: 'frozen' })
    const id = await ask(world)
    await begun(world)
    frozen.kill('SIGSTOP')
    await world.worker({ host: 'heir' })
    await waitFor(async () => ((await world.run(id)).workerHost === 'heir' ? true : null), 60_000)
    await world.openGate()
    await world.until(id, ended)
    const logBefore = await world.target.query(sql`select n, application, event from chore_log order by n`)
    const stepsBefore = await listSteps(world.engine.store, id)
    frozen.kill('SIGCONT')
    // The woken worker is alive again when it has been seen; by then it has tried to go on.
    await waitFor(
      async () =>
        (await world.engine.store.first(
          sql`select 1 from upkeep.workers where host = 'frozen' and seen_at > clock_timestamp() - interval '1 second'`,
        ))
          ? true
          : null,
      60_000,
    )
    await sleep(500)
    expect(await world.target.query(sql`select n, application, event from chore_log order by n`)).toEqual(logBefore)
    expect(await listSteps(world.engine.store, id)).toEqual(stepsBefore)
    expect(await world.run(id)).toMatchObject({ state: 'converged', workerHost: 'heir', attempt: 2 })
  })

  it('are not held up by one that was frozen in the midst of a transaction, with its locks', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1 })
    const id = await ask(world)
    // Holding the end of the audit's chain keeps the claim of the run in its transaction.
    const barrier = new pg.Client({ connectionString: world.storeUrl })
    await barrier.connect()
    await barrier.query('begin; lock table upkeep.audit_head in exclusive mode')
    const frozen = await world.workerProcess({ host: 'frozen' })
    const kept = sql`
      select 1 from pg_locks where not granted and relation is not null and database = (select oid from pg_database where datname = current_database())`
    await waitFor(async () => ((await world.engine.store.first(kept)) ? true : null), 60_000)
    frozen.kill('SIGSTOP')
    await barrier.end()
    await world.worker({ host: 'heir' })
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged', workerHost: 'heir' })
    frozen.kill('SIGCONT')
  })

  it('share the load, and never run the same task twice at once', async () => {
    const world = await createWorld()
    const names = Array.from({ length: 12 }, (_, n) => `t${n}`)
    await world.load(Object.fromEntries(names.map((name) => [name, { every: 'every 1s', cadence: { kind: 'every', ms: 1_000 } }])))
    await Promise.all([world.workerProcess({ host: 'one', concurrency: 2 }), world.workerProcess({ host: 'two', concurrency: 2 })])
    await waitFor(
      async () =>
        (await world.engine.store.first<{ n: number }>(sql`select count(*) as n from upkeep.runs where state = 'converged'`))!.n > 100
          ? true
          : null,
      60_000,
    )
    const overlaps = await world.engine.store.first<{ n: number }>(sql`
      select count(*) as n from upkeep.runs a join upkeep.runs b on a.task = b.task and a.id < b.id
        and a.started_at is not null and b.started_at is not null and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)`)
    expect(overlaps!.n).toBe(0)
    const doubled = await world.engine.store.query(sql`select task, due_at from upkeep.runs group by 1, 2 having count(*) > 1`)
    expect(doubled).toEqual([])
    const hosts = await world.engine.store.query<{ host: string; n: number }>(
      sql`select worker_host as host, count(*) as n from upkeep.runs where worker_host is not null group by 1 order by 1`,
    )
    expect(hosts.map((row) => row.host)).toEqual(['one', 'two'])
  })

  it('leave a task with host: to the worker of that host', async () => {
    const world = await createWorld()
    await world.load({ chores: { host: 'special' } })
    await world.worker({ host: 'here' })
    const id = await ask(world)
    await sleep(1_500)
    expect(await world.run(id)).toMatchObject({ state: 'queued' })
    await world.worker({ host: 'special' })
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged', workerHost: 'special' })
  })

  it('hand their runs on when they are asked to stop', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, gated: true })
    const leaving = await world.workerProcess({ host: 'leaving' })
    const id = await ask(world)
    await begun(world)
    await world.worker({ host: 'heir' })
    leaving.kill('SIGTERM')
    await leaving.ended
    await world.openGate()
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged', workerHost: 'heir', attempt: 2 })
    // Handed on, and not taken over when its lease had ended.
    const audit = await listAudit(world.engine.store, { subject: `run:${id}` })
    expect(audit.map((entry) => entry.action)).not.toContain('run.taken-over')
  })

  it('lose their connection just as a step is to be put on record, and the run goes on without counting that as its failure', async () => {
    const world = await createWorld()
    await world.load({ chores: { retries: 0 } })
    await world.addChores({ id: 1, gated: true }, { id: 2 })
    await world.worker()
    const id = await ask(world)
    await begun(world)
    // Whoever writes of steps waits from now on, and is thrown out while it waits.
    const barrier = new pg.Client({ connectionString: world.storeUrl })
    await barrier.connect()
    await barrier.query('begin; lock table upkeep.steps in exclusive mode')
    await world.openGate()
    const throwOut = sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%update upkeep.steps set state =%'`
    await waitFor(async () => ((await world.engine.store.first(throwOut)) ? true : null), 60_000)
    await barrier.end()
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged', failures: 0, attempt: 2 })
    const steps = await listSteps(world.engine.store, id)
    expect(steps.map((step) => [step.key, step.attempt, step.state])).toEqual([
      ['chore:1', 1, 'interrupted'],
      ['chore:2', 2, 'done'],
    ])
  })

  it('converge after the state database was killed in a run', async () => {
    await using cluster = await testCluster({ databases: ['upkeep'], settings: { synchronous_commit: 'on' } })
    const { migrate } = await import('../../src/store/migrate.ts')
    await migrate(cluster.url('upkeep'))
    const world = await createWorld({ storeUrl: cluster.url('upkeep') })
    await world.load({ chores: {} })
    await world.addChores({ id: 1, gated: true })
    await world.worker()
    const id = await ask(world)
    await begun(world)
    // Kills a backend with SIGKILL: the postmaster throws all sessions out and recovers, as after a crash.
    const [backend] = await world.engine.store.query<{ pid: number }>(
      sql`select pid from pg_stat_activity where backend_type = 'checkpointer'`,
    )
    process.kill(backend!.pid, 'SIGKILL')
    await world.openGate()
    const run = await waitFor(
      async () => {
        const row = await world.run(id).catch(() => null)
        return row && ended.some((state) => state === row.state) ? row : null
      },
      60_000,
      async () => JSON.stringify([await world.run(id), await world.engine.store.query(sql`select * from upkeep_queue.job`)]),
    )
    expect(run).toMatchObject({ state: 'converged' })
    expect(await verifyAudit(world.engine.store)).toMatchObject({ intact: true })
  })
})
