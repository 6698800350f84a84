import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { superviseChild } from '../base/child.ts'
import type { SupervisedChild } from '../base/child.ts'
import type { Logger } from '../base/logger.ts'
import { loadStack } from '../run/load.ts'
import { openStore } from '../store/db.ts'
import { readStacks } from './read-stacks.ts'
import type { LoadedStack } from '../stack/index.ts'
import type { Settings } from './settings.ts'
import { openStateDatabase } from './state-database.ts'
import { ensureAdminToken } from './tokens.ts'
import { sourceExtension, treeRoot } from './version.ts'

export type UpOptions = {
  readonly settings: Settings
  /** Stack files; without any, those in the home's `stacks` folder. */
  readonly stacks: readonly string[]
  readonly demo: boolean
  /** Worker processes. Defaults to 1. */
  readonly workers?: number
  /** Who loads the stacks, for the audit. */
  readonly by: string
  readonly log: Logger
  /** Lines about what is being started, for people. */
  readonly say: (line: string) => void
}

export type Up = {
  readonly url: string
  /** The admin token's secret, when this was the first start; it is kept nowhere. */
  readonly firstToken: string | null
  readonly stacks: readonly string[]
  close(): Promise<void>
}

/**
 * Starts everything and keeps it running: the state database, the demo when asked for, a server and the workers, each a process of its own.
 * What was left by a start that was killed is taken over. Throws a UserError when a stack file or the settings are wrong; nothing runs then.
 */
export async function up(options: UpOptions): Promise<Up> {
  const { settings, log } = options
  mkdirSync(settings.home, { recursive: true })
  chmodSync(settings.home, 0o711)
  const demo = join(treeRoot, 'stacks', 'demo.yaml')
  const stacks = await readStacks([...(options.demo ? [demo] : []), ...options.stacks], join(settings.home, 'stacks'))

  const parts: { close(): Promise<void> }[] = []
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.close()
  }
  try {
    const database = await openStateDatabase(settings, log, { supervise: true })
    parts.push(database)
    if (options.demo) parts.push(await startDemo(settings, log))
    const firstToken = await prepare(database.url, stacks, options.by)
    const env = { ...process.env, UPKEEP_HOME: settings.home, UPKEEP_DATABASE_URL: database.url }
    const children = [
      part(superviseChild({ name: 'the server', args: [process.argv[1]!, 'serve'], env, log })),
      ...Array.from({ length: options.workers ?? 1 }, (_, n) =>
        part(superviseChild({ name: `worker ${n + 1}`, args: [process.argv[1]!, 'work'], env, log })),
      ),
    ]
    parts.push({ close: async () => void (await Promise.all(children.map((child) => child.close()))) })
    const [served] = await Promise.all(children.map((child) => child.ready))
    return { url: (served as { url: string }).url, firstToken, stacks: stacks.map((stack) => stack.stack.name), close }
  } catch (error) {
    await close()
    throw error
  }
}

const part = (child: SupervisedChild): { ready: Promise<unknown>; close(): Promise<void> } => ({
  ready: child.ready,
  close: () => child.stop(),
})

async function startDemo(settings: Settings, log: Logger): Promise<{ close(): Promise<void> }> {
  const demo = superviseChild({
    name: 'the demo',
    args: [join(treeRoot, 'sim', `demo${sourceExtension}`)],
    env: { ...process.env, UPKEEP_HOME: settings.home },
    log,
  })
  await demo.ready
  return { close: () => demo.stop() }
}

/** Loads the stacks and makes the first token. */
async function prepare(url: string, stacks: readonly LoadedStack[], by: string): Promise<string | null> {
  const store = openStore(url, { maxConnections: 1 })
  try {
    for (const { stack, file } of stacks) await loadStack(store, stack, file, by)
    return await ensureAdminToken(store)
  } finally {
    await store.close()
  }
}
