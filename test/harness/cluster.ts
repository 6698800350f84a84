import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Cluster, ClusterOptions } from '../../src/cluster/index.ts'
import { startCluster } from '../../src/cluster/index.ts'
import { createLogger } from '../../src/base/logger.ts'
import { removeAfterDeath } from './janitor.ts'

export type TestClusterOptions = {
  /** The npm package brings 18; others are the machine's own (postgresql-15). The product's own choice when left out. */
  readonly major?: number
  readonly settings?: Record<string, string>
  /** Defaults to pg_stat_statements, where the server has it. */
  readonly preload?: readonly string[]
  readonly databases?: readonly string[]
  readonly tcp?: boolean
}

export type TestCluster = Cluster &
  AsyncDisposable & {
    /** Stops the server and removes its folder. */
    close(): Promise<void>
  }

/**
 * Faster than durable: a test's data may be lost with the machine. And autovacuum looks so seldom that it doesn't come between a test and what that
 * has made: once in nine minutes (from ten on postgres.settings would find fault with it).
 */
const throwAway = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  autovacuum_naptime: '9min',
}

/** A server of its own for a test that changes settings, kills it, or needs a given version. It takes about a second; most tests want testDatabase(). */
export async function testCluster({
  major,
  settings = {},
  preload = ['pg_stat_statements'],
  ...rest
}: TestClusterOptions = {}): Promise<TestCluster> {
  const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'upkeep-test-')))
  const options: ClusterOptions = {
    dataDir,
    log: createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' }),
    name: 'test',
    preload,
    settings: { ...throwAway, ...settings },
    ...(major === undefined ? {} : { server: { major } }),
    ...rest,
  }
  const cluster = await startCluster(options).catch(async (error: unknown) => {
    await rm(dataDir, { recursive: true, force: true })
    throw error
  })
  const elsewhere = cluster.dataFolder.startsWith(dataDir) ? [] : [dirname(cluster.dataFolder)]
  const janitor = removeAfterDeath([dataDir, ...elsewhere])
  const close = async () => {
    await cluster.stop()
    await janitor.now()
  }
  return { ...cluster, close, [Symbol.asyncDispose]: close }
}
