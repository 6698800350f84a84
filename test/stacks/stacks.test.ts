import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunView } from '../../src/app/views/run.ts'
import { awayFromMidnight, testCluster } from '../harness/index.ts'
import type { TestCluster } from '../harness/index.ts'
import { cryptobot } from './cryptobot.ts'
import { funding } from './funding.ts'
import { hyperopt } from './hyperopt.ts'
import { matchbook } from './matchbook.ts'
import type { Expected } from './system.ts'
import { createStackWorld } from './world.ts'
import type { StackWorld } from './world.ts'

/**
 * Each ready stack over a PostgreSQL with that system's tables, worn as months of use wear them. Every task of the file is carried out by the real engine, twice: the
 * first run does what its system's file here says, and the second finds nothing left to do.
 */
let cluster: TestCluster
beforeAll(async () => {
  // Set like a server that somebody relies on: the settings of a throw-away one are what a check warns of.
  const safe = {
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    log_lock_waits: 'on',
    idle_in_transaction_session_timeout: '10min',
  }
  cluster = await testCluster({ settings: safe })
})
afterAll(() => cluster.close())

describe.each([matchbook, hyperopt, cryptobot, funding])('the stack $name', (system) => {
  let world: StackWorld
  beforeAll(async () => {
    world = await createStackWorld(cluster.url(), system)
  })
  afterAll(() => world.close())
  beforeEach(() => awayFromMidnight())

  it('has a test for each of its tasks', () => {
    expect(Object.keys(system.tasks).toSorted()).toEqual(Object.keys(world.stack.guide).toSorted())
  })

  it.each(Object.entries(system.tasks))('%s does its work, and has nothing to do after it', async (task, expected) => {
    const trouble = await expected.goes?.(world)
    const kept = await expected.stays?.(world)
    if (expected.goes) expect(trouble).toBeGreaterThan(0)

    const first = await world.run(task)
    if (expected.signed) return expectSigned(world, first)
    expectDone(first, expected)
    expect(await expected.goes?.(world)).toBe(expected.goes ? 0 : undefined)
    expect(await expected.stays?.(world)).toEqual(kept)

    const second = await world.run(task)
    expect(second).toMatchObject({ state: 'converged', error: null })
    // A program that the task names runs once in each run; everything else is done.
    if (world.stack.guide[task]!.does !== 'command.run' || world.stack.guide[task]!.with['unless'] !== undefined)
      expect(second.steps).toEqual([])
    expect(await expected.stays?.(world)).toEqual(kept)
  })
})

function expectDone(run: RunView, expected: Expected): void {
  expect(run.error).toBeNull()
  expect(run.state, run.summary ?? '').toBe('converged')
  expect(run.steps.map(({ key, state }) => `${key} ${state}`)).toEqual((expected.steps ?? []).map((key) => `${key} done`))
  const findings = (run.after ?? run.before)!.findings.map(({ fingerprint }) => fingerprint)
  expect(findings.filter((fingerprint) => !ofThisMachine.test(fingerprint))).toEqual(expected.findings ?? [])
}

/** What the host of the test is like is not what is tested. */
const ofThisMachine = /^(load|memory|swap|slow)$|^mount:/

async function expectSigned(world: StackWorld, run: RunView): Promise<void> {
  expect(run).toMatchObject({ state: 'waiting', waitingFor: 'sign-off', error: null })
  const shown = run.before!.facts.map(({ label }) => label)
  const { facts = [] } = world.stack.guide[run.task]!.with as { facts?: readonly string[] }
  expect(shown).toEqual(expect.arrayContaining(facts.map((name) => world.stack.guide[name]!.title)))
  expect(await world.sign(run, 'looked at')).toMatchObject({ state: 'converged', signOff: { by: 'tester', note: 'looked at' } })
}
