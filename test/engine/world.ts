import { onTestFinished } from 'vitest'
import { createLogger } from '../../src/base/logger.ts'
import type { Logger } from '../../src/base/logger.ts'
import { openStore } from '../../src/store/db.ts'
import type { Db } from '../../src/store/db.ts'
import { findRun } from '../../src/store/run.ts'
import type { RunRow, RunState } from '../../src/store/run.ts'
import { noProof } from '../../src/run/engine.ts'
import type { Engine } from '../../src/run/engine.ts'
import { loadStack } from '../../src/run/load.ts'
import { openQueue } from '../../src/run/queue.ts'
import { startWorker } from '../../src/run/worker.ts'
import type { Worker, WorkerOptions } from '../../src/run/worker.ts'
import type { Stack, Task } from '../../src/stack/model.ts'
import type { AnyConnector } from '../../src/targets/connector.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import postgres from '../../src/targets/postgres/index.ts'
import { startNode, testDatabase } from '../harness/index.ts'
import type { TestProcess } from '../harness/index.ts'
import { chores, choreTables } from './chores.ts'

/** A whole engine of a test's own: a state database, a target database with chores, and workers in this process or in others. */
export type World = {
  readonly engine: Engine
  readonly target: Db
  readonly storeUrl: string
  readonly targetUrl: string
  load(tasks: Readonly<Record<string, Partial<Task>>>, more?: Partial<Stack>): Promise<void>
  worker(options?: WorkerOptions): Promise<Worker>
  /** A worker in a process of its own, ready. */
  workerProcess(options?: { host?: string; concurrency?: number }): Promise<TestProcess>
  run(id: string): Promise<RunRow>
  /** Waits until a run is in one of these states; fails after `timeoutMs` (60,000). */
  until(id: string, states: readonly RunState[], timeoutMs?: number): Promise<RunRow>
  addChores(...chores: readonly { id: number; [column: string]: unknown }[]): Promise<void>
  openGate(): Promise<void>
}

export const catalogue: { procedures: ReadonlyMap<string, AnyProcedure>; connectors: ReadonlyMap<string, AnyConnector> } = {
  procedures: new Map<string, AnyProcedure>([[chores.name, chores]]),
  connectors: new Map<string, AnyConnector>([['postgres', postgres]]),
}

export const operator = 'tester'

export async function createWorld(options: { storeUrl?: string; log?: Logger } = {}): Promise<World> {
  const [storeDatabase, targetDatabase] = await Promise.all([testDatabase({ template: 'store' }), testDatabase()])
  const storeUrl = options.storeUrl ?? storeDatabase.url
  const store = openStore(storeUrl, { maxConnections: 10 })
  const target = openStore(targetDatabase.url, { maxConnections: 3 })
  await target.query({ text: choreTables, values: [] })
  const log = options.log ?? createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
  const queue = await openQueue({ url: storeUrl, log })
  const engine: Engine = { store, queue, ...catalogue, proofOf: noProof, env: { TARGET_URL: targetDatabase.url }, log }
  const workers: Worker[] = []
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    await queue.close()
    await Promise.all([store.close(), target.close()])
    await Promise.all([storeDatabase.close(), targetDatabase.close()])
  }, 60_000)

  return {
    engine,
    target,
    storeUrl,
    targetUrl: targetDatabase.url,
    load: (tasks, more = {}) => loadStack(store, stackOf(tasks, more), null, operator),
    worker: async (given = {}) => {
      const worker = await startWorker(engine, { host: 'here', ...given })
      workers.push(worker)
      return worker
    },
    workerProcess: async (given = {}) => {
      const child = startNode([new URL('worker-process.ts', import.meta.url).pathname, JSON.stringify({ storeUrl, ...given })], {
        env: { TARGET_URL: targetDatabase.url },
      })
      await child.waitFor(/ready/)
      return child
    },
    run: async (id) => (await findRun(store, id))!,
    until: (id, states, timeoutMs = 60_000) =>
      waitFor(
        async () => {
          const run = (await findRun(store, id))!
          return states.includes(run.state) ? run : null
        },
        timeoutMs,
        async () => `run is ${JSON.stringify(await findRun(store, id))}`,
      ),
    addChores: async (...rows) => {
      for (const row of rows) {
        const names = Object.keys(row)
        await target.run({
          text: `insert into chores (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
          values: Object.values(row),
        })
      }
    },
    openGate: async () => void (await target.run({ text: 'update gate set open = true', values: [] })),
  }
}

/** Looks every 25 ms until there is an answer: for states that only the database shows. */
export async function waitFor<T>(
  look: () => Promise<T | null>,
  timeoutMs: number,
  explain: () => Promise<string> = () => Promise.resolve(''),
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (performance.now() > deadline) throw new Error(`nothing after ${timeoutMs} ms; ${await explain()}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

export function taskOf(name: string, task: Partial<Task>): Task {
  return {
    name,
    title: `Task ${name}`,
    does: 'test.chores',
    target: 'db',
    every: 'on demand',
    cadence: { kind: 'on-demand' },
    window: 'any',
    policy: 'auto',
    proof: 'none',
    with: {},
    host: null,
    deadlineMs: 60_000,
    stepDeadlineMs: 30_000,
    jitterMs: 0,
    catchUp: 'once',
    retries: 3,
    covers: [],
    ...task,
  }
}

export const stackOf = (tasks: Readonly<Record<string, Partial<Task>>>, more: Partial<Stack> = {}): Stack => ({
  name: 'test',
  title: 'Test',
  timezone: 'UTC',
  targets: { db: { name: 'db', kind: 'postgres', config: { url: '${TARGET_URL}' } } },
  windows: {},
  guide: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, taskOf(name, task)])),
  ...more,
})
