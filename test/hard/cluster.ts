import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../src/base/logger.ts'
import { startCluster } from '../../src/cluster/index.ts'
import type { Cluster, ClusterOptions } from '../../src/cluster/index.ts'
import { withClient } from '../harness/admin.ts'
import { temporaryFolder } from '../harness/index.ts'

/** How a server dies: its first process alone, whose children then notice; or all its processes at the same moment. */
export type Death = 'postmaster' | 'everything'

export type MortalCluster = AsyncDisposable & {
  readonly major: number
  readonly dataFolder: string
  url(database?: string): string
  /** kill -9. Returns when nothing of it is left. */
  kill(how: Death): Promise<void>
  /** Starts it again on the same data, as the supervisor of the product does. */
  start(): Promise<void>
  /** Waits until it has recovered from what befell it; starts it when it gave up. */
  revive(): Promise<void>
}

/**
 * What is committed survives the death of the server's processes, as in production: the machine stays up, so nothing depends on fsync, but a page may be
 * torn by the kill and WAL that was not written is lost.
 */
const settings = {
  fsync: 'off',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '32MB',
  max_connections: '40',
  max_wal_size: '256MB',
  autovacuum: 'off',
}

/** A process may have ended by itself since it was listed. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** All processes of a server work in its data folder. Looked for at one stroke: many a run would be over before we had our turn again. */
const processesIn = (dataFolder: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && worksIn(name, dataFolder))
    .map(Number)

function worksIn(pid: string, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder
  } catch {
    return false // gone, or a zombie
  }
}

/** A small server of its own that a test may kill. Its address stays the same: a port might be taken by others while nothing listens at it, its socket's folder not. */
export async function mortalCluster(
  major: number,
  more: Partial<Pick<ClusterOptions, 'dataDir' | 'preload' | 'settings'>> = {},
): Promise<MortalCluster> {
  const folder = more.dataDir === undefined ? await temporaryFolder() : null
  const options: ClusterOptions = {
    dataDir: folder?.path ?? '',
    log: createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' }),
    name: 'mortal',
    server: { major },
    ...more,
    settings: { ...settings, ...more.settings },
  }
  let current: Cluster = await startCluster(options)
  const start = async (): Promise<void> => {
    current = await startCluster(options)
  }
  return {
    major,
    dataFolder: current.dataFolder,
    url: (database) => current.url(database),
    kill: async (how) => {
      const others = how === 'postmaster' ? [] : processesIn(current.dataFolder)
      // The first one first: it would start others.
      for (const pid of [current.pid, ...others]) kill(pid)
      await current.exited
    },
    start,
    revive: async () => {
      for (let up = false; !up;) {
        up = await withClient(current.url(), () => Promise.resolve(true)).catch(() => false)
        if (!up && (await Promise.race([current.exited.then(() => true), sleep(100, false)]))) await start()
      }
    },
    [Symbol.asyncDispose]: async () => {
      await current.stop()
      await folder?.close()
    },
  }
}
