import { basename, join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import { adopt } from './adopt.ts'
import type { Adopted } from './adopt.ts'
import { bringUp } from './bring-up.ts'
import { adoptedCluster, ownCluster } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { readyData } from './data-folder.ts'
import { ensureDatabases } from './databases.ts'
import { takeLock } from './lock.ts'
import type { Lock } from './lock.ts'
import { ensurePassword } from './password.ts'
import { findPlace, makeHome } from './place.ts'
import type { Place } from './place.ts'
import { adoptedPostmaster } from './postmaster.ts'
import { findServerFor } from './reachable-server.ts'
import type { Server, ServerOrigin } from './server.ts'
import type { Settings } from './settings.ts'

export type ClusterOptions = {
  /** The folder that holds all of the cluster: data, password, locks. Made when it isn't there. */
  readonly dataDir: string
  readonly log: Logger
  /** Shown in the titles of its processes (cluster_name). Defaults to the folder's name. */
  readonly name?: string
  /** Listens at 127.0.0.1 too, on a port that stays the same while it is free. Defaults to false: the Unix socket only. */
  readonly tcp?: boolean
  /** Databases to create where they are missing; `postgres` is always there. */
  readonly databases?: readonly string[]
  /** Server settings in the form of postgresql.conf ("64MB", "off"), over our defaults. An adopted server keeps those that it was started with. */
  readonly settings?: Settings
  /** Libraries to preload (shared_preload_libraries) where the server has them: pg_stat_statements. */
  readonly preload?: readonly string[]
  /** Which server binaries to take. An existing data folder needs those of its own major version whatever stands here. */
  readonly server?: { readonly major?: number; readonly origin?: ServerOrigin }
  /** How long it may take until the server answers, recovery after a crash included, in milliseconds. Defaults to 600,000. */
  readonly startTimeoutMs?: number
  /** Ends a start that is under way: nothing of it is left running, and the call throws the signal's reason. Of no effect afterwards. */
  readonly signal?: AbortSignal
}

/**
 * Starts the cluster of a folder, or takes over the server that runs on it already. Any number of processes may call it at once for one folder:
 * one starts the server, the others adopt it. The process that started it is responsible for it, until it dies; then the next one that comes is.
 * Throws a UserError when the folder or the machine can't serve, and a RemoteError when the server doesn't start.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const home = await makeHome(options.dataDir)
  const timeoutMs = options.startTimeoutMs ?? 600_000
  // One process at a time decides what to do with the folder. The kernel frees both locks when their holder dies.
  const deciding = await takeLock(join(home, 'lock'), { timeoutMs, signal: options.signal })
  try {
    return await adoptOrStart(await findPlace(home, options.log), timeoutMs, options)
  } finally {
    deciding.release()
  }
}

async function adoptOrStart(place: Place, timeoutMs: number, options: ClusterOptions): Promise<Cluster> {
  const { log, tcp = false, signal } = options
  const ownerLock = join(place.home, 'owner.lock')
  const secret = await ensurePassword(place.home)
  const major = await readyData(place.data, options.server?.major, log)

  const adopted =
    major === null ? null : await adopt({ place, password: secret.password, needsTcp: tcp, ownerLock, timeoutMs, signal, log })
  const owner = adopted === null ? await takeLock(ownerLock, { timeoutMs: Math.min(timeoutMs, 60_000), signal }) : adopted.owner
  try {
    return adopted === null
      ? await startOwn(place, secret, major, owner!, timeoutMs, options)
      : await takeOver(place, major!, adopted, options)
  } catch (error) {
    owner?.release()
    throw error
  }
}

async function takeOver(place: Place, major: number, adopted: Adopted, { databases = [], log }: ClusterOptions): Promise<Cluster> {
  const { pid, address, owner } = adopted
  const server = await serverOf(place, major, undefined, log)
  await ensureDatabases(address, databases)
  log.info({ data: place.data, pid, responsible: owner !== null }, `took over a running PostgreSQL ${server.version}`)
  const watching = new AbortController()
  const parts = { place, server, address, postmaster: adoptedPostmaster(pid, place.data, watching.signal), log, adopted: true }
  return owner === null ? adoptedCluster(parts, () => watching.abort()) : ownCluster(parts, owner)
}

async function startOwn(
  place: Place,
  secret: { readonly password: string; readonly fresh: boolean },
  major: number | null,
  owner: Lock,
  timeoutMs: number,
  options: ClusterOptions,
): Promise<Cluster> {
  const { log, tcp = false, databases = [], name = basename(place.home), settings = {}, preload = [], signal } = options
  const started = performance.now()
  const server = await serverOf(place, major, options.server, log)
  const { address, postmaster } = await bringUp({
    place,
    server,
    secret,
    isNew: major === null,
    name,
    tcp,
    settings,
    preload,
    timeoutMs,
    signal,
    log,
  })
  const cluster = ownCluster({ place, server, address, postmaster, log, adopted: false }, owner)
  try {
    await ensureDatabases(address, databases)
    signal?.throwIfAborted()
  } catch (error) {
    await cluster.stop()
    throw error
  }
  log.info({ data: place.data, pid: cluster.pid, tookMs: Math.round(performance.now() - started) }, `PostgreSQL ${server.version} is ready`)
  return cluster
}

/** Binaries of the version that made the data, or those that were asked for where there is none yet. */
async function serverOf(place: Place, major: number | null, wanted: ClusterOptions['server'], log: Logger): Promise<Server> {
  if (major === null) return findServerFor(place, wanted ?? {}, log)
  return findServerFor(place, { ...wanted, major }, log).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    throw new UserError(`the data in ${place.data} was made by PostgreSQL ${major}: ${error.message}`, {
      code: error.code,
      hint: error.hint,
      cause: error,
    })
  })
}
