import { createLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'
import { proofOver } from './proof.ts'
import type { Engine } from '../run/engine.ts'
import { openQueue } from '../run/queue.ts'
import { runHere } from '../run/run-here.ts'
import { loadStack } from '../run/load.ts'
import { openStore } from '../store/db.ts'
import { listWorkers } from '../store/worker.ts'
import type { Stack } from '../stack/model.ts'
import { loadCatalogue } from './catalogue.ts'
import { stackEnvironment } from './environment.ts'
import { readSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import { openStateDatabase } from './state-database.ts'
import type { UseCases } from './use-cases.ts'
import { createUseCases } from './create-use-cases.ts'

export type App = {
  readonly useCases: UseCases
  readonly engine: Engine
  /** Whether somebody carries out runs; without anybody, `carryOutHere` does. */
  hasWorker(): Promise<boolean>
  /** Carries out one run in this process, through its retries, until it has ended or waits. */
  carryOutHere(run: string): Promise<void>
  loadStack(stack: Stack, source: string | null, by: string): Promise<void>
  close(): Promise<void>
}

export type AppOptions = {
  readonly settings?: Settings
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly log?: Logger
  /** Whether this process watches the queue for dead workers. Defaults to false: only workers do. */
  readonly supervise?: boolean
  readonly maxConnections?: number
}

/** Opens everything that the doors and the workers share. Closing gives all of it back. */
export async function openApp(options: AppOptions = {}): Promise<App> {
  const env = options.env ?? process.env
  const settings = options.settings ?? readSettings(env)
  const log = options.log ?? createLogger({ level: env['UPKEEP_LOG'] ?? 'warn' })
  const database = await openStateDatabase(settings, log)
  const opened: (() => Promise<void>)[] = [() => database.close()]
  const close = async (): Promise<void> => {
    for (const undo of opened.toReversed()) await undo()
  }
  try {
    const store = openStore(database.url, options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections })
    opened.push(() => store.close())
    const queue = await openQueue({ url: database.url, log, supervise: options.supervise ?? false })
    opened.push(() => queue.close())
    const engine: Engine = {
      store,
      queue,
      ...(await loadCatalogue()),
      proofOf: proofOver(store),
      env: stackEnvironment(settings.home, env),
      log,
    }
    const { useCases, closeWatch } = createUseCases(engine)
    opened.push(closeWatch)
    return {
      useCases,
      engine,
      hasWorker: async () => (await listWorkers(store)).some((worker) => worker.alive),
      carryOutHere: (run) => runHere(engine, run),
      loadStack: (stack, source, by) => loadStack(store, stack, source, by),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
