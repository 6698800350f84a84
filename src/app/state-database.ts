import { join } from 'node:path'
import { startCluster, superviseCluster } from '../cluster/index.ts'
import type { Logger } from '../base/logger.ts'
import { migrate } from '../store/migrate.ts'
import type { Settings } from './settings.ts'

export type StateDatabase = { readonly url: string; close(): Promise<void> }

export const stateDatabaseName = 'upkeep'

/**
 * The database that holds Upkeep's own state: the given one, or the embedded cluster in the home. An embedded one that runs already is joined, else it is
 * started, and stopped again at close. `supervise` restarts it when it dies: what `up` does, where a command that lasts a second needn't.
 */
export async function openStateDatabase(
  settings: Settings,
  log: Logger,
  options: { readonly supervise?: boolean } = {},
): Promise<StateDatabase> {
  if (settings.databaseUrl !== null) {
    await migrate(settings.databaseUrl)
    return { url: settings.databaseUrl, close: () => Promise.resolve() }
  }
  const place = { dataDir: join(settings.home, 'state'), databases: [stateDatabaseName], log }
  const cluster = options.supervise ? await superviseCluster(place) : await startCluster(place)
  try {
    const url = cluster.url(stateDatabaseName)
    await migrate(url)
    return { url, close: () => cluster.stop() }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}
