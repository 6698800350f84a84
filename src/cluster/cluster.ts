import type { Logger } from '../base/logger.ts'
import { loopbackUrl, socketUrl } from './address.ts'
import type { Address } from './address.ts'
import type { Lock } from './lock.ts'
import type { Place } from './place.ts'
import { outliveBackends, stopPostmaster } from './postmaster.ts'
import type { Postmaster } from './postmaster.ts'
import type { Server } from './server.ts'
import { removeSocketFolder } from './socket-folder.ts'

/** A running PostgreSQL cluster. */
export type Cluster = {
  /** For node-postgres, libpq and `new URL()`; over the Unix socket, as superuser, with the password in it. The database defaults to `postgres`. */
  url(database?: string): string
  /** The same over 127.0.0.1; null when the server doesn't listen there. */
  tcpUrl(database?: string): string | null
  /** The major version: 18. */
  readonly version: number
  /** The binaries: full version, bin folder, tools. */
  readonly server: Server
  readonly pid: number
  /** True when it ran already, started by another process. */
  readonly adopted: boolean
  /** The server's own data folder (PGDATA), which is inside the asked folder or where the server's account can reach it. */
  readonly dataFolder: string
  /** Resolves when the server is gone with all its processes, whatever ended it. Of an adopted server that was let go of it never does. */
  readonly exited: Promise<void>
  /**
   * Stops the server: fast, then immediately; returns when it is gone. A server for which another living process is responsible is let go of and
   * runs on. May be called twice.
   */
  stop(): Promise<void>
}

export type ClusterParts = {
  readonly place: Place
  readonly server: Server
  readonly address: Address
  readonly postmaster: Postmaster
  readonly adopted: boolean
  readonly log: Logger
}

/** A cluster that this process is responsible for: what is outside its folder is cleared and the responsibility given back when the server ends. */
export function ownCluster(parts: ClusterParts, owner: Lock): Cluster {
  const { place, postmaster, address, log } = parts
  const exited = postmaster.exited.then(async () => {
    await outliveBackends(place.data, log) // there are some when it has not ended in order
    await removeSocketFolder(address.socketFolder)
    owner.release()
  })
  let stopping: Promise<void> | undefined
  const stop = async () => {
    const started = performance.now()
    await stopPostmaster(postmaster, place.data, log)
    await exited
    log.info({ data: place.data, pid: postmaster.pid, tookMs: Math.round(performance.now() - started) }, 'PostgreSQL has stopped')
  }
  return { ...describe(parts), exited, stop: () => (stopping ??= stop()) }
}

/** A cluster of another process: stopping it is only to look no longer. */
export function adoptedCluster(parts: ClusterParts, letGo: () => void): Cluster {
  return { ...describe(parts), exited: parts.postmaster.exited.then(() => undefined), stop: async () => letGo() }
}

function describe({ place, server, address, postmaster, adopted }: ClusterParts) {
  return {
    url: (database = 'postgres') => socketUrl(address, database),
    tcpUrl: (database = 'postgres') => (address.tcp ? loopbackUrl(address, database) : null),
    version: server.major,
    server,
    pid: postmaster.pid,
    adopted,
    dataFolder: place.data,
  }
}
