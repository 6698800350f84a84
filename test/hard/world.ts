import { createLogger } from '../../src/base/logger.ts'
import { newId } from '../../src/base/id.ts'
import { sql } from '../../src/base/sql.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import { rescueLostRuns } from '../../src/run/chores.ts'
import type { Engine } from '../../src/run/engine.ts'
import { loadStack } from '../../src/run/load.ts'
import { openQueue } from '../../src/run/queue.ts'
import { requestRun } from '../../src/run/request.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import type { Task } from '../../src/stack/model.ts'
import { openStore } from '../../src/store/db.ts'
import { subscribe } from '../../src/store/event.ts'
import { findRun } from '../../src/store/run.ts'
import type { RunRow } from '../../src/store/run.ts'
import { listSteps } from '../../src/store/step.ts'
import { operator, stackOf } from '../engine/world.ts'
import { startNode, testDatabase } from '../harness/index.ts'
import { engineOver } from './engine.ts'

/** Upkeep's side of the trials: a store of its own (in the cluster that all tests share, so that it survives the target's), and its workers. */
export type World = AsyncDisposable & {
  readonly engine: Engine
  /** Asks for a run of a task and returns its id. */
  ask(task: string, mode?: 'run' | 'plan'): Promise<string>
  /** Waits until the run is as it should be; fails after `timeoutMs` (60,000: only what hangs takes so long). */
  until(id: string, isSo: (run: RunRow) => boolean, timeoutMs?: number): Promise<RunRow>
  /** What is left to wait for passes at once: a dead worker's lease, or the pause before the next try. Then whoever is free takes the run. */
  timePasses(id: string): Promise<void>
  /** The run is no longer anybody's business. */
  abandon(id: string): Promise<void>
  /** A worker in a process of its own: loaded and connected, and not at work before it is started. */
  spare(): Promise<Spare>
}

export type Spare = { start(): void; kill(): Promise<void> }

export type Work = {
  readonly procedure: AnyProcedure
  readonly targetUrl: string
  /** By the name of its task. */
  readonly tasks: Readonly<Record<string, Partial<Task>>>
}

export const isOver = (run: RunRow): boolean => ['converged', 'planned', 'diverged', 'failed', 'cancelled'].includes(run.state)

export async function hardWorld({ procedure, targetUrl, tasks }: Work): Promise<World> {
  const database = await testDatabase({ template: 'store' })
  const log = createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
  const store = openStore(database.url, { maxConnections: 6 })
  const queue = await openQueue({ url: database.url, log })
  const engine = engineOver({ store, queue, procedure, targetUrl, log })
  const wakers = new Set<() => void>()
  const wakeAll = (): void => wakers.forEach((wake) => wake())
  const events = subscribe(database.url, wakeAll, wakeAll, log)
  const patient = { deadlineMs: 600_000, stepDeadlineMs: 600_000 }
  const guide = Object.entries(tasks).map(([name, task]) => [name, { does: procedure.name, ...patient, ...task }] as const)
  await loadStack(store, stackOf(Object.fromEntries(guide)), null, operator)

  return {
    engine,
    ask: (task, mode = 'run') => requestRun(engine, operator, { stack: 'test', task, mode, approve: false }),
    until: async (id, isSo, timeoutMs = 60_000) => {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const woken = Promise.withResolvers<void>()
        wakers.add(woken.resolve)
        const timer = setTimeout(woken.resolve, 200)
        try {
          const run = (await findRun(store, id))!
          if (isSo(run)) return run
          if (performance.now() > deadline)
            throw new Error(`run ${id} still is ${run.state} (${run.phase}) after ${timeoutMs} ms: ${run.summary} ${run.error?.message}`)
          await woken.promise
        } finally {
          clearTimeout(timer)
          wakers.delete(woken.resolve)
        }
      }
    },
    timePasses: async (id) => {
      await store.run(sql`
        update upkeep.runs set lease_until = lease_until - interval '1 minute',
          not_before = least(not_before, clock_timestamp()) - interval '1 minute' where id = ${id}`)
      await rescueLostRuns(engine)
    },
    abandon: async (id) => {
      await store.run(
        sql`update upkeep.runs set state = 'failed', ended_at = now(), lease_until = null where id = ${id} and ended_at is null`,
      )
    },
    spare: async () => {
      const given = { storeUrl: database.url, targetUrl, procedure: procedure.name, host: newId() }
      const child = startNode([new URL('worker-process.ts', import.meta.url).pathname, JSON.stringify(given)])
      await child.waitFor(/^warm$/m, 60_000)
      return {
        start: () => child.write('start\n'),
        kill: async () => {
          child.kill('SIGKILL')
          await child.ended
        },
      }
    },
    [Symbol.asyncDispose]: async () => {
      await events.close()
      await queue.close()
      await store.close()
      await database.close()
    },
  }
}

/** When the steps of a run's first attempt were at work, in milliseconds from the moment at which it was claimed. */
export async function spanOfWork({ engine: { store } }: World, id: string): Promise<{ readonly from: number; readonly to: number }> {
  const { startedAt } = (await findRun(store, id))!
  const steps = (await listSteps(store, id)).filter((step) => step.attempt === 1)
  const [begins, ends] = [steps.map((step) => step.startedAt.getTime()), steps.map((step) => step.endedAt!.getTime())]
  return { from: Math.min(...begins) - startedAt!.getTime(), to: Math.max(...ends) - startedAt!.getTime() }
}

/** Where the first attempt at a run was when it was cut off: before its first step, amid its steps, or behind them. */
export async function cutOff({ engine: { store } }: World, id: string): Promise<'before' | 'amid' | 'behind'> {
  const run = (await findRun(store, id))!
  const steps = (await listSteps(store, id)).filter((step) => step.attempt === 1)
  if (steps.length === 0) return 'before'
  return steps.every((step) => step.state === 'done') && steps.length >= run.stepsPlanned! ? 'behind' : 'amid'
}

/** What the store must say when a run has ended, however it got there. Returns what is wrong. */
export async function wrongInStore({ engine: { store } }: World, run: RunRow): Promise<readonly string[]> {
  const open = (await listSteps(store, run.id)).filter((step) => step.state === 'started')
  const audit = await verifyAudit(store)
  return [
    ...(run.state === 'converged' ? [] : [`the run ended ${run.state}: ${run.summary} ${run.error?.message ?? ''}`]),
    ...open.map((step) => `the step ${step.key} is left as started`),
    ...(audit.intact ? [] : [`the audit is broken at ${audit.brokenAt}: ${audit.reason}`]),
  ]
}
