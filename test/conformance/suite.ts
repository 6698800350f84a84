import { afterAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/id.ts'
import { canonicalJson } from '../../src/base/json.ts'
import type { Json } from '../../src/base/json.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import { awayFromMidnight } from '../harness/index.ts'
import { carryOutInChild } from './child.ts'
import { carryOut, inspectRaw, look } from './drive.ts'
import type { Job } from './drive.ts'
import { assessPurely } from './purity.ts'
import type { Scenario, World } from './scenario.ts'
import { loadScenarios } from './scenarios.ts'
import { lazyServers } from './servers.ts'

const scenarios = await loadScenarios()
const procedures = await loadProcedures()
const servers = lazyServers()

/**
 * What every procedure promises, whatever it cares for. Each scenario makes a real target with real trouble; see scenario.ts. A file of tests calls
 * this once, with the procedures that it is for, the server's major version for those that need one, else 0, and which of the boundaries it kills at:
 * each kill costs two processes.
 */
export function conform(isMeant: (procedure: AnyProcedure) => boolean, major: number, boundaries: Boundaries): void {
  afterAll(() => servers.stop())
  describe.each([...procedures.values()].filter(isMeant))('$name', (procedure) => {
    const own = scenarios.get(procedure.name) ?? []
    for (const scenario of own) describe(`with ${scenario.title}`, () => behaves(procedure, scenario, major, boundaries))
  })
}

type Boundaries = 'every' | 'even' | 'odd'

const isOwn = (boundaries: Boundaries, index: number): boolean =>
  boundaries === 'every' || boundaries === (index % 2 === 0 ? 'even' : 'odd')

function behaves(procedure: AnyProcedure, scenario: Scenario, major: number, boundaries: Boundaries): void {
  /** Makes the scenario's world, and clears it away after `work`. */
  async function inWorld<T>(work: (world: World, job: Job) => Promise<T>): Promise<T> {
    await awayFromMidnight(30_000)
    const bench = servers.bench(major)
    try {
      const world = await scenario.make(bench)
      try {
        return await work(world, newJob(world))
      } finally {
        await world.close()
      }
    } finally {
      await bench.clear()
    }
  }
  const newJob = (world: World): Job => ({
    procedure: procedure.name,
    config: world.config,
    params: world.params,
    run: { id: newId(), fence: 1 },
    due: new Date().toISOString(),
    records: [],
    previous: null,
  })
  const takenOver = (job: Job): Job => ({ ...job, run: { ...job.run, fence: job.run.fence + 1 } })

  it('changes nothing by looking', () =>
    inWorld(async (world, job) => {
      const before = await world.snapshot()
      await look(procedure, job)
      expect(await world.snapshot()).toEqual(before)
    }))

  it('observes plain JSON, and assesses it alike each time, by nothing but its arguments', () =>
    inWorld(async (_world, job) => {
      const raw = await inspectRaw(procedure, job)
      const observation = JSON.parse(JSON.stringify(raw)) as Json
      expect(observation).toEqual(raw)
      const params: unknown = procedure.params.parse(job.params)
      const [once, twice] = [assessPurely(procedure, observation, params), assessPurely(procedure, observation, params)]
      expect(canonicalJson(once as unknown as Json)).toBe(canonicalJson(twice as unknown as Json))
      expect(JSON.parse(JSON.stringify(once))).toEqual(once)
    }))

  it('plans steps with keys of their own that stay, each with a title and a preview', () =>
    inWorld(async (_world, job) => {
      const [{ assessment }, again] = [await look(procedure, job), await look(procedure, job)]
      const keys = assessment.steps.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      expect(again.assessment.steps.map(({ key }) => key)).toEqual(keys)
      for (const step of assessment.steps) {
        expect(step.title.trim()).not.toBe('')
        expect(step.preview.statement.trim()).not.toBe('')
      }
      const fingerprints = assessment.findings.map(({ fingerprint }) => fingerprint)
      expect(new Set(fingerprints).size).toBe(fingerprints.length)
      expect(again.assessment.findings.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints)
      expect(assessment.steps.length > 0, 'plans steps').toBe(scenario.expects === 'steps')
      if (scenario.expects !== 'steps') expect(assessment.findings.length > 0, 'finds something').toBe(scenario.expects === 'findings')
    }))

  if (scenario.expects !== 'steps') {
    it('does nothing', () =>
      inWorld(async (world, job) => {
        expect(await carryOut(procedure, job)).toEqual([])
        await world.proven()
      }))
    return
  }

  it('empties its plan by applying it, and a second run does nothing', () =>
    inWorld(async (world, job) => {
      const records = await carryOut(procedure, job)
      const second = await look(procedure, { ...job, records })
      expect(second.assessment.steps.map(({ key }) => key)).toEqual([])
      await world.proven()
      const next = scenario.doneBy === 'record' ? { ...job, records } : { ...newJob(world), previous: second.observation }
      const snapshot = await world.snapshot()
      expect(await carryOut(procedure, next)).toEqual(next.records)
      expect(await world.snapshot()).toEqual(snapshot)
    }))

  it('converges when it is killed at any boundary and run again', { timeout: 600_000 }, async () => {
    const undisturbed = await inWorld(async (_world, job) => carryOutInChild(job, null))
    expect(undisturbed.boundaries.length).toBeGreaterThanOrEqual(3)
    const own = undisturbed.boundaries.filter((_, index) => isOwn(boundaries, index))
    await inTurns(own, async (boundary) =>
      inWorld(async (world, job) => {
        const first = await carryOutInChild(job, boundary)
        // How many batches there are, and with them checkpoints, hangs on how fast the machine just is: with fewer of them the run came to its end.
        if (!boundary.startsWith('checkpoint ')) expect(first.killed, `killed at: ${boundary}`).toBe(true)
        const next = { ...takenOver(job), records: first.records }
        const records = await carryOut(procedure, next)
        const last = await look(procedure, { ...next, records })
        expect(
          last.assessment.steps.map(({ key }) => key),
          `killed at: ${boundary}`,
        ).toEqual([])
        await world.proven()
      }),
    )
  })
}

/** Does the work for each item, three at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next)
  }
  await Promise.all([worker(), worker(), worker()])
}
