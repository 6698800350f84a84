import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { loadCatalogue, openApp } from '../../src/app/index.ts'
import type { App } from '../../src/app/index.ts'
import type { Actor } from '../../src/app/use-cases.ts'
import type { FindingView } from '../../src/app/views/finding.ts'
import type { RunView } from '../../src/app/views/run.ts'
import { readStacks } from '../../src/stack/index.ts'
import type { Stack, Task } from '../../src/stack/model.ts'
import { openStore } from '../../src/store/db.ts'
import type { Store } from '../../src/store/db.ts'
import { startFundingApi } from '../../sim/funding-api.ts'
import { startMoments } from '../../sim/moments.ts'
import type { Moments } from '../../sim/moments.ts'
import { temporaryFolder, testDatabase } from '../harness/index.ts'

export const operator: Actor = { name: 'tester', role: 'operator' }

/** The demo guide as it stands, over a platform of a test's own: database, API and logs, and an Upkeep that cares for them. */
export type Platform = {
  readonly db: Store
  readonly app: App
  readonly moments: Moments
  readonly logFolder: string
  /** Carries out a task now; returns when it has ended or waits. */
  run(task: string): Promise<RunView>
  /** Goes on with a run that a person has answered. */
  goOn(id: string): Promise<RunView>
  openFindings(task: string): Promise<readonly FindingView[]>
}

export async function createPlatform(): Promise<Platform> {
  const [state, data, folder] = await Promise.all([testDatabase({ template: 'store' }), testDatabase(), temporaryFolder()])
  const db = openStore(data.url, { maxConnections: 3, statementTimeoutMs: 60_000 })
  const moments = startMoments()
  moments.hold('well')
  const api = await startFundingApi(db, moments, 0, 2_500)
  const env = {
    ...process.env,
    UPKEEP_HOME: folder.path,
    UPKEEP_DATABASE_URL: state.url,
    DEMO_DATABASE_URL: data.url,
    DEMO_API_URL: api.url,
    DEMO_LOGS: folder.path,
  }
  const app = await openApp({ env })
  onTestFinished(async () => {
    await app.close()
    await api.close()
    await db.close()
    await Promise.all([state.close(), data.close(), folder.close()])
  }, 60_000)
  await app.loadStack(await demoStack(), 'stacks/demo.yaml', operator.name)

  const goOn = async (id: string): Promise<RunView> => {
    await app.carryOutHere(id)
    return await app.useCases.runById(id)
  }
  return {
    db,
    app,
    moments,
    logFolder: folder.path,
    run: async (task) => goOn((await app.useCases.run(operator, 'demo', task)).id),
    goOn,
    openFindings: (task) => app.useCases.findings({ stack: 'demo', task, state: ['open'] }),
  }
}

/**
 * stacks/demo.yaml with two things changed: its window is always open, since a test doesn't wait for one; and a latency that a busy machine alone doesn't
 * reach, under that of the slow moments here.
 */
async function demoStack(): Promise<Stack> {
  const file = fileURLToPath(new URL('../../stacks/demo.yaml', import.meta.url))
  const { stacks, problems } = await readStacks([file], await loadCatalogue())
  const [loaded] = stacks
  if (!loaded) throw new Error(`stacks/demo.yaml has problems: ${JSON.stringify(problems)}`)
  const changed = (task: Task): Task => ({
    ...task,
    window: task.window === 'quiet' ? 'any' : task.window,
    with: task.does === 'http.health' ? { ...task.with, latency: '2s' } : task.with,
  })
  const { stack } = loaded
  return { ...stack, guide: Object.fromEntries(Object.entries(stack.guide).map(([name, task]) => [name, changed(task)])) }
}
