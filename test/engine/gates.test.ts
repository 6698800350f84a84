import { describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { claimFor } from '../../src/run/claim.ts'
import { executeRun } from '../../src/run/execute.ts'
import { createHold } from '../../src/run/hold.ts'
import type { Hold } from '../../src/run/hold.ts'
import { markNow } from '../../src/run/mark.ts'
import type { Plan } from '../../src/run/plan.ts'
import { approveRun, cancelRun, rejectRun, requestRun, signRun } from '../../src/run/request.ts'
import { listAudit } from '../../src/store/audit.ts'
import type { Claim } from '../../src/store/lease.ts'
import { listFindings } from '../../src/store/finding.ts'
import { listSteps } from '../../src/store/step.ts'
import { withClient } from '../harness/admin.ts'
import { testDatabase } from '../harness/index.ts'
import { choreTables } from './chores.ts'
import { createWorld, operator, waitFor } from './world.ts'
import type { World } from './world.ts'

const ask = (world: World, approve = false): Promise<string> =>
  requestRun(world.engine, operator, { stack: 'test', task: 'chores', mode: 'run', approve })
const ended = ['converged', 'diverged', 'failed', 'cancelled'] as const
/** A wall time as stack files have it, here in UTC. */
const wall = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')
const hashOf = (run: { plan: unknown }): string => (run.plan as Plan).hash

describe('the rules of risk', () => {
  it('refuses a disruptive step of a task without a window, does the others, and says so', async () => {
    const world = await createWorld()
    await world.load({ chores: { window: null } })
    await world.addChores({ id: 1, risk: 'disruptive' }, { id: 2 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'diverged', stepsDone: 1 })
    const steps = await listSteps(world.engine.store, run.id)
    expect(steps.map((step) => [step.key, step.state])).toEqual([
      ['chore:1', 'refused'],
      ['chore:2', 'done'],
    ])
    expect(await listFindings(world.engine.store)).toMatchObject([
      { fingerprint: 'run:refused:chore:1', hint: expect.stringContaining('window: any') },
    ])
  })

  it('does not begin what comes after a refused step, and finds fault with that one alone', async () => {
    const world = await createWorld()
    await world.load({ chores: { window: null } })
    await world.addChores({ id: 1, risk: 'disruptive' }, { id: 2, after: 1 }, { id: 3, after: 2 }, { id: 4 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'diverged', stepsDone: 1, summary: expect.stringContaining('3 refused') })
    const steps = await listSteps(world.engine.store, run.id)
    expect(steps.map((step) => [step.key, step.state])).toEqual([
      ['chore:1', 'refused'],
      ['chore:2', 'refused'],
      ['chore:3', 'refused'],
      ['chore:4', 'done'],
    ])
    expect((await listFindings(world.engine.store)).map(({ fingerprint }) => fingerprint)).toEqual(['run:refused:chore:1'])
  })

  it('does not begin what comes after a step that failed', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, fails: 1, transient: false }, { id: 2, after: 1 }, { id: 3 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'failed', stepsDone: 1 })
    const steps = await listSteps(world.engine.store, run.id)
    expect(steps.map((step) => [step.key, step.state])).toEqual([
      ['chore:1', 'failed'],
      ['chore:2', 'refused'],
      ['chore:3', 'done'],
    ])
  })

  it.each([
    ['names no proof', null],
    ['asks for a backup that nobody has', 'backup' as const],
  ])('refuses a destructive step of a task that %s', async (_, proof) => {
    const world = await createWorld()
    await world.load({ chores: { proof } })
    await world.addChores({ id: 1, risk: 'destructive' })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run.state).toBe('diverged')
    expect(await world.target.first(sql`select done from chores`)).toEqual({ done: false })
  })

  it('waits for a shut window and goes on when it opens', async () => {
    const world = await createWorld()
    await world.addChores({ id: 1 }, { id: 2, risk: 'disruptive', expected_ms: 1_000 })
    await world.worker()
    // Opens when the run waits already, however slow the machine is.
    const opens = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 8_000)
    await world.load(
      { chores: { window: 'soon' } },
      { windows: { soon: { kind: 'single', from: wall(opens), to: wall(new Date(opens.getTime() + 600_000)) } } },
    )
    const id = await ask(world)
    const waiting = await world.until(id, ['waiting', ...ended])
    expect(waiting).toMatchObject({ state: 'waiting', waitingFor: 'window', stepsDone: 1 })
    const run = await world.until(id, ended)
    expect(run).toMatchObject({ state: 'converged', stepsDone: 2, attempt: 2 })
    const [, step] = await listSteps(world.engine.store, id)
    expect(step!.startedAt.getTime()).toBeGreaterThanOrEqual(opens.getTime())
  })

  it('stops between steps when the next one does not fit into what is left of the window', async () => {
    const world = await createWorld()
    const now = Date.now()
    const hour = 3_600_000
    // Opened 12 hours ago at the top of an hour, for 23 hours: some 10 are left, whatever the time of day.
    const opened = { kind: 'cron', expression: `0 ${new Date(now - 12 * hour).getUTCHours()} * * *` } as const
    await world.load({ chores: { window: 'long' } }, { windows: { long: { kind: 'recurring', cadence: opened, forMs: 23 * hour } } })
    await world.addChores({ id: 1, risk: 'disruptive', expected_ms: 10 }, { id: 2, risk: 'disruptive', expected_ms: 20 * hour })
    await world.worker()
    const run = await world.until(await ask(world), ['waiting', ...ended])
    expect(run).toMatchObject({ state: 'waiting', waitingFor: 'window', stepsDone: 1, summary: expect.stringContaining("doesn't fit") })
    expect(run.notBefore.getTime()).toBeGreaterThan(now)
  })
})

describe('approval', () => {
  it('is asked for a destructive step unless the policy is auto, and names the exact plan', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'approve' } })
    await world.addChores({ id: 1, risk: 'destructive' })
    await world.worker()
    const id = await ask(world)
    const run = await world.until(id, ['waiting', ...ended])
    expect(run).toMatchObject({ state: 'waiting', waitingFor: 'approval' })
    await expect(approveRun(world.engine, 'ann', id, 'another', null)).rejects.toThrow(`waits with plan ${hashOf(run)}, not another`)
    expect(await world.target.first(sql`select done from chores`)).toEqual({ done: false })
    await approveRun(world.engine, 'ann', id, hashOf(run), 'go')
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged' })
    const audit = await listAudit(world.engine.store, { subject: `run:${id}` })
    expect(audit.map((entry) => entry.action).toReversed()).toEqual([
      'run.asked',
      'run.started',
      'run.waiting',
      'run.approved',
      'run.started',
      'step.started',
      'step.done',
      'run.converged',
    ])
  })

  it('is asked again when the plan has changed since', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'approve' } })
    await world.addChores({ id: 1 })
    await world.worker()
    const id = await ask(world)
    const first = await world.until(id, ['waiting', ...ended])
    await world.addChores({ id: 2 })
    await approveRun(world.engine, 'ann', id, hashOf(first), null)
    await waitFor(async () => ((await world.run(id)).attempt === 2 ? true : null), 60_000)
    const second = await world.until(id, ['waiting', ...ended])
    expect(second).toMatchObject({ state: 'waiting', waitingFor: 'approval', stepsDone: 0 })
    expect(hashOf(second)).not.toBe(hashOf(first))
    await approveRun(world.engine, 'ann', id, hashOf(second), null)
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged', stepsDone: 2 })
  })

  it('is asked again when the target is another one by now', async () => {
    const world = await createWorld()
    const policy = { chores: { policy: 'approve' } } as const
    await world.load(policy)
    await world.addChores({ id: 1 })
    await world.worker()
    const id = await ask(world)
    const first = await world.until(id, ['waiting', ...ended])
    await using elsewhere = await testDatabase()
    await withClient(elsewhere.url, async (client) => client.query(`${choreTables}; insert into chores (id) values (1)`))
    Object.assign(world.engine.env, { TARGET_URL: elsewhere.url })
    await approveRun(world.engine, 'ann', id, hashOf(first), null)
    await waitFor(async () => ((await world.run(id)).attempt === 2 ? true : null), 60_000)
    const second = await world.until(id, ['waiting', ...ended])
    expect(second).toMatchObject({ state: 'waiting', waitingFor: 'approval', stepsDone: 0 })
    expect(hashOf(second)).not.toBe(hashOf(first))
  })

  it('given beforehand covers what is planned', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'approve' } })
    await world.addChores({ id: 1, risk: 'destructive' })
    await world.worker()
    expect(await world.until(await ask(world, true), ended)).toMatchObject({ state: 'converged' })
  })

  it('refused ends the run as cancelled, and nothing is done', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'approve' } })
    await world.addChores({ id: 1 })
    await world.worker()
    const id = await ask(world)
    await world.until(id, ['waiting', ...ended])
    await rejectRun(world.engine, 'ann', id, 'not today')
    expect(await world.run(id)).toMatchObject({ state: 'cancelled', summary: 'rejected by ann: not today' })
    expect(await world.target.query(sql`select from chore_log`)).toEqual([])
  })

  it('is not asked of a task with nothing to do', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'approve' } })
    await world.worker()
    expect(await world.until(await ask(world), ended)).toMatchObject({ state: 'converged' })
  })
})

describe('a sign-off', () => {
  it('waits for a person’s note and keeps it', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'sign-off' } })
    await world.worker()
    const id = await ask(world)
    expect(await world.until(id, ['waiting', ...ended])).toMatchObject({ waitingFor: 'sign-off' })
    await expect(signRun(world.engine, 'ann', id, ' ')).rejects.toThrow('needs a note')
    await signRun(world.engine, 'ann', id, 'costs are fine')
    expect(await world.until(id, ended)).toMatchObject({ state: 'converged', summary: 'signed by ann: costs are fine' })
  })
})

describe('cancelling', () => {
  it('stops a running step at its next checkpoint', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, gated: true })
    await world.worker()
    const id = await ask(world)
    await world.until(id, ['running'])
    await cancelRun(world.engine, 'ann', id)
    expect(await world.until(id, ended)).toMatchObject({ state: 'cancelled', summary: 'cancelled by ann' })
    expect(await world.target.first(sql`select done from chores`)).toEqual({ done: false })
  })

  it('ends a waiting run at once, and refuses one that is over', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'sign-off' } })
    await world.worker()
    const id = await ask(world)
    await world.until(id, ['waiting'])
    await cancelRun(world.engine, 'ann', id)
    expect(await world.run(id)).toMatchObject({ state: 'cancelled' })
    await expect(cancelRun(world.engine, 'ann', id)).rejects.toThrow('is over: it has cancelled')
  })
})

describe('cancelling that is asked for', () => {
  const here = { id: '00000000-0000-7000-8000-000000000001', host: 'here' }
  const claimed = async (world: World): Promise<{ id: string; claim: Claim; hold: Hold }> => {
    const id = await ask(world)
    const asked = markNow()
    const claim = (await claimFor(world.engine, id, here))!
    return { id, claim, hold: createHold(world.engine.store, claim, asked) }
  }

  // Nobody renews the lease here, so that the worker hears nothing of the cancel until it lets go of the run.
  it.each([
    ['would wait for an approval', { policy: 'approve' }, {}],
    ['would be tried again', {}, { fails: 1 }],
  ] as const)('while a run has no checkpoint left, and %s, ends it', async (_, task, chore) => {
    const world = await createWorld()
    await world.load({ chores: task })
    await world.addChores({ id: 1, ...chore })
    const { id, claim, hold } = await claimed(world)
    await cancelRun(world.engine, 'ann', id)
    await executeRun(world.engine, claim, hold)
    hold.release()
    expect(await world.run(id)).toMatchObject({ state: 'cancelled', summary: 'cancelled by ann' })
  })

  it('before its worker died is honoured by the next one, which begins nothing', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1 })
    const { id, hold: dead } = await claimed(world)
    dead.release()
    await cancelRun(world.engine, 'ann', id)
    await world.engine.store.run(sql`update upkeep.runs set lease_until = clock_timestamp() - interval '1 second'`)
    const asked = markNow()
    const claim = (await claimFor(world.engine, id, { ...here, host: 'heir' }))!
    const hold = createHold(world.engine.store, claim, asked)
    await executeRun(world.engine, claim, hold)
    hold.release()
    expect(await world.run(id)).toMatchObject({ state: 'cancelled', summary: 'cancelled by ann', workerHost: 'heir' })
    expect(await world.target.query(sql`select from chore_log`)).toEqual([])
  })
})

describe('deadlines', () => {
  it('end a step that takes too long, as a failure of that step', async () => {
    const world = await createWorld()
    await world.load({ chores: { stepDeadlineMs: 3_000 } })
    await world.addChores({ id: 1, gated: true }, { id: 2 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'failed', stepsDone: 1 })
    expect(run.error?.message).toContain("the step's deadline of 3 s has passed")
  })

  it('end a run that takes too long', async () => {
    const world = await createWorld()
    await world.load({ chores: { deadlineMs: 700 } })
    await world.addChores({ id: 1, gated: true }, { id: 2 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'failed', stepsDone: 0, error: { message: 'the deadline of 0.7 s has passed' } })
  })
})
