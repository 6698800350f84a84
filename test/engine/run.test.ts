import { describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import type { Plan } from '../../src/run/plan.ts'
import { approveRun, requestRun } from '../../src/run/request.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import { listFindings } from '../../src/store/finding.ts'
import { listLooks } from '../../src/store/look.ts'
import { listSteps } from '../../src/store/step.ts'
import { collectingLogger } from '../fixtures/cluster-case.ts'
import { createWorld, operator } from './world.ts'
import type { World } from './world.ts'

const ask = (world: World, task = 'chores', approve = false): Promise<string> =>
  requestRun(world.engine, operator, { stack: 'test', task, mode: 'run', approve })
const ended = ['converged', 'diverged', 'failed', 'cancelled'] as const

describe('a run', () => {
  it('inspects, applies each step, looks again and is converged when no step is left', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1 }, { id: 2 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'converged', stepsDone: 2, stepsPlanned: 2, attempt: 1, summary: '2 steps done' })
    const steps = await listSteps(world.engine.store, run.id)
    expect(steps.map((step) => [step.key, step.state, step.outcome?.['summary']])).toEqual([
      ['chore:1', 'done', 'chore 1 is done'],
      ['chore:2', 'done', 'chore 2 is done'],
    ])
    expect(steps[0]!.measurements).toEqual([{ name: 'chores', value: 1, unit: 'chores' }])
    const looks = await listLooks(world.engine.store, run.id)
    expect(Object.fromEntries(looks.map((look) => [look.phase, (look.assessment['steps'] as unknown[]).length]))).toEqual({
      before: 2,
      after: 0,
    })
    expect(await verifyAudit(world.engine.store)).toMatchObject({ intact: true })
  })

  it('does nothing the second time', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1 })
    await world.worker()
    await world.until(await ask(world), ended)
    expect(await world.until(await ask(world), ended)).toMatchObject({ state: 'converged', stepsDone: 0, summary: 'nothing to do' })
  })

  it('is diverged, never converged, when a step is left after the second look', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, futile: true })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'diverged', summary: '1 step done, 1 left' })
    expect(await listFindings(world.engine.store)).toMatchObject([{ fingerprint: 'run:diverged', severity: 'warning', state: 'open' }])
  })

  it('goes on with the other steps when one fails for good, and is failed', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, fails: 9, transient: false }, { id: 2 })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run).toMatchObject({ state: 'failed', stepsDone: 1, error: { message: 'Do chore 1: chore 1 could not be done' } })
    expect(await listFindings(world.engine.store)).toMatchObject([{ fingerprint: 'run:failed', severity: 'critical' }])
  })

  it('tries again later after a failure that a retry may cure', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.addChores({ id: 1, fails: 1 })
    await world.worker()
    const id = await ask(world)
    const waiting = await world.until(id, ['queued', ...ended])
    expect(await world.until(id, ended, 30_000)).toMatchObject({ state: 'converged', attempt: 2, failures: 1 })
    expect(waiting.state).toBe('queued')
  })

  it('plans without changing anything', async () => {
    const world = await createWorld()
    await world.load({ chores: { window: null } })
    await world.addChores({ id: 1 })
    await world.worker()
    const id = await requestRun(world.engine, operator, { stack: 'test', task: 'chores', mode: 'plan', approve: false })
    expect(await world.until(id, ['planned', ...ended])).toMatchObject({ state: 'planned', summary: '1 step planned' })
    expect(await world.target.query(sql`select from chore_log`)).toEqual([])
    expect(await world.target.first(sql`select done from chores`)).toEqual({ done: false })
  })

  it('fails with a hint when a variable of its target is not set', async () => {
    const world = await createWorld()
    await world.load({ chores: {} }, { targets: { db: { name: 'db', kind: 'postgres', config: { url: '${NOT_THERE}' } } } })
    await world.worker()
    const run = await world.until(await ask(world), ended)
    expect(run.state).toBe('failed')
    expect(run.error?.message).toContain('NOT_THERE')
  })

  it('keeps no secret in evidence, steps, findings or errors', async () => {
    const world = await createWorld()
    await world.load({ chores: { policy: 'approve', with: { secret: '${SECRET_NOTE}' } } })
    Object.assign(world.engine.env, { SECRET_NOTE: 'hunter2-hunter2' })
    await world.addChores({ id: 1 })
    await world.target.run(sql`insert into trouble values ('hunter2-hunter2 is known', 'warning')`)
    await world.worker()
    const masked = [{ title: 'there is *** is known' }]
    const asking = await world.until(await ask(world), ['waiting', ...ended])
    expect(await listFindings(world.engine.store)).toMatchObject(masked)
    await approveRun(world.engine, operator, asking.id, (asking.plan as unknown as Plan).hash, null)
    expect(await world.until(asking.id, ended)).toMatchObject({ state: 'converged' })
    expect(await listFindings(world.engine.store)).toMatchObject(masked)
    const [{ all } = { all: '' }] = await world.engine.store.query<{ all: string }>(sql`
      select (select string_agg(l::text, '') from upkeep.looks l) || (select string_agg(r::text, '') from upkeep.runs r) || (select string_agg(a::text, '') from upkeep.audit a)
        || (select string_agg(f::text, '') from upkeep.findings f) || (select string_agg(s::text, '') from upkeep.steps s) as all`)
    expect(all).not.toContain('hunter2')
    expect(all).toContain('SECRET_NOTE')
  })

  it('that meets a bug tells the log where, and keeps its secrets there too', async () => {
    const { lines, log } = collectingLogger()
    const world = await createWorld({ log })
    await world.load({ chores: { with: { secret: '${SECRET_NOTE}', bug: true } } })
    Object.assign(world.engine.env, { SECRET_NOTE: 'hunter2-hunter2' })
    await world.worker()
    expect(await world.until(await ask(world), ended)).toMatchObject({ state: 'failed', error: { message: 'what is ***?' } })
    const said = lines.filter((line) => line.includes('the run met a bug')).map((line) => JSON.parse(line) as unknown)
    expect(said).toMatchObject([{ err: { message: 'what is ***?', stack: expect.stringContaining('chores.ts') } }])
    expect(lines.join('')).not.toContain('hunter2')
  })
})
