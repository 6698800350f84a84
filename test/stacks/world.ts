import { join } from 'node:path'
import { loadCatalogue, openApp } from '../../src/app/index.ts'
import type { Actor } from '../../src/app/use-cases.ts'
import type { RunView } from '../../src/app/views/run.ts'
import { readStacks } from '../../src/stack/index.ts'
import type { JsonObject } from '../../src/base/json.ts'
import type { Stack, Task, Window } from '../../src/stack/model.ts'
import { openStore } from '../../src/store/db.ts'
import type { Store } from '../../src/store/db.ts'
import { withClient } from '../harness/admin.ts'
import { temporaryFolder, testDatabase } from '../harness/index.ts'
import { startService } from './service.ts'

const operator: Actor = { name: 'tester', role: 'operator' }

/** A ready stack over a real database with that system's tables, and an Upkeep that cares for it: the engine, the catalogue and the store as they are. */
export type StackWorld = {
  readonly stack: Stack
  readonly db: Store
  /** A folder for what the stack wants besides. */
  readonly folder: string
  /** Carries out a task now, and says yes where it asks; returns when it has ended, or waits for a sign-off. */
  run(task: string): Promise<RunView>
  sign(run: RunView, note: string): Promise<RunView>
  close(): Promise<void>
}

export type WorldOptions = {
  readonly name: string
  /** The variables that the stack names, given what the test has for it. */
  readonly env: (given: {
    readonly databaseUrl: string
    readonly serviceUrl: string
    readonly folder: string
  }) => Readonly<Record<string, string>>
  /** Makes tables and rows, each text in a session of its own: a session publishes its counters when it ends. */
  readonly statements: readonly string[]
  readonly prepare?: (db: Store, folder: string) => Promise<void> | void
}

export async function createStackWorld(clusterUrl: string, options: WorldOptions): Promise<StackWorld> {
  const [state, data, folder] = await Promise.all([testDatabase({ template: 'store' }), testDatabase({ clusterUrl }), temporaryFolder()])
  const db = openStore(data.url, { maxConnections: 2, statementTimeoutMs: 120_000 })
  await options.prepare?.(db, folder.path)
  for (const statement of options.statements) await withClient(data.url, async (client) => client.query(statement))
  const service = await startService()
  const named = options.env({ databaseUrl: data.url, serviceUrl: service.url, folder: folder.path })
  const env = { ...process.env, UPKEEP_HOME: folder.path, UPKEEP_DATABASE_URL: state.url, ...named }
  const app = await openApp({ env })
  const stack = await readyStack(options.name, join(folder.path, 'archives'))
  await app.loadStack(stack, `stacks/${options.name}.yaml`, operator.name)

  const goOn = async (id: string): Promise<RunView> => {
    await app.carryOutHere(id)
    const run = await app.useCases.runById(id)
    if (run.state !== 'waiting' || run.waitingFor !== 'approval') return run
    await app.useCases.approve(operator, id, run.plan!.hash)
    return goOn(id)
  }
  return {
    stack,
    db,
    folder: folder.path,
    run: async (task) => goOn((await app.useCases.run(operator, stack.name, task)).id),
    sign: async (run, note) => {
      await app.useCases.sign(operator, run.id, note)
      return goOn(run.id)
    },
    close: async () => {
      await app.close()
      await db.close()
      await service.close()
      await Promise.all([state.close(), data.close(), folder.close()])
    },
  }
}

/**
 * The stack file with two things changed: its windows are open just now, for as long as they are on their day, since a test doesn't wait for Sunday; and
 * archives go into a folder of the test's own.
 */
async function readyStack(name: string, archives: string): Promise<Stack> {
  const { stacks, problems } = await readStacks([join(import.meta.dirname, '..', '..', 'stacks', `${name}.yaml`)], await loadCatalogue())
  const [loaded] = stacks
  if (!loaded) throw new Error(`stacks/${name}.yaml has problems: ${JSON.stringify(problems)}`)
  const { stack } = loaded
  const changed = (task: Task): Task =>
    task.with['archive'] === undefined
      ? task
      : { ...task, with: { ...task.with, archive: { ...(task.with['archive'] as JsonObject), folder: archives } } }
  return {
    ...stack,
    windows: Object.fromEntries(Object.entries(stack.windows).map(([key, window]) => [key, openNow(window)])),
    guide: Object.fromEntries(Object.entries(stack.guide).map(([key, task]) => [key, changed(task)])),
  }
}

function openNow(window: Window): Window {
  if (window.kind === 'single') return window
  const at = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
  const from = Date.now() - 60_000
  return { kind: 'single', from: at(from), to: at(from + window.forMs) }
}
