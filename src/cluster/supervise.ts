import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../base/errors.ts'
import type { Cluster } from './cluster.ts'
import { startCluster } from './start.ts'
import type { ClusterOptions } from './start.ts'

export type ClusterEvent =
  /** The server runs and lets us in: the first time, or again. */
  | { readonly type: 'up'; readonly pid: number; readonly adopted: boolean }
  /** It is gone, and nobody here has stopped it. */
  | { readonly type: 'down'; readonly pid: number }
  /** A restart has failed; the next try comes after this many milliseconds. */
  | { readonly type: 'restart-failed'; readonly error: unknown; readonly nextTryMs: number }
  | { readonly type: 'stopped' }

export type SuperviseOptions = ClusterOptions & {
  readonly onEvent?: (event: ClusterEvent) => void
  /** The pause before the first restart in milliseconds, doubled by each that follows within a minute, up to 10 s. Defaults to 100. */
  readonly firstPauseMs?: number
}

export type SupervisedCluster = Omit<Cluster, 'exited' | 'adopted' | 'pid'> & {
  /** Of the server that runs now, or of the last one while none runs. */
  readonly pid: number
  readonly adopted: boolean
}

/**
 * Starts a cluster and keeps it running. Promise: until stop() is called a server that ends, whatever ended it, is started again (or the one is
 * adopted that another process has started meanwhile), for as long as it takes, with pauses that grow. The address stays the same as long as its
 * port is free. Only the first start throws. After stop() has returned nothing of it runs and no further event comes.
 */
export async function superviseCluster(options: SuperviseOptions): Promise<SupervisedCluster> {
  const { log, onEvent = () => undefined, firstPauseMs = 100 } = options
  const stopping = new AbortController()
  let current = await startCluster(options)
  onEvent({ type: 'up', pid: current.pid, adopted: current.adopted })

  const stopAsked = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()))
  const pause = async (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  async function keepUp(): Promise<void> {
    let pauseMs = firstPauseMs
    let upSince = performance.now()
    for (;;) {
      await Promise.race([current.exited, stopAsked])
      if (stopping.signal.aborted) return
      log.warn({ pid: current.pid, data: current.dataFolder }, 'PostgreSQL has ended without being stopped: restarting it')
      onEvent({ type: 'down', pid: current.pid })
      if (performance.now() - upSince > 60_000) pauseMs = firstPauseMs
      await pause(pauseMs)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      while (!stopping.signal.aborted && !(await restart(pauseMs))) {
        await pause(pauseMs)
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
      upSince = performance.now()
    }
  }

  async function restart(nextTryMs: number): Promise<boolean> {
    try {
      current = await startCluster({ ...options, signal: stopping.signal })
      onEvent({ type: 'up', pid: current.pid, adopted: current.adopted })
      return true
    } catch (error) {
      if (stopping.signal.aborted) return false
      log.error({ nextTryMs }, `PostgreSQL can't be restarted: ${describeError(error)}`)
      onEvent({ type: 'restart-failed', error, nextTryMs })
      return false
    }
  }

  const watching = keepUp()
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    await watching // a restart that is under way ends first, having stopped what it had started
    await current.stop()
    onEvent({ type: 'stopped' })
  }
  return {
    url: (database) => current.url(database),
    tcpUrl: (database) => current.tcpUrl(database),
    get version() {
      return current.version
    },
    get server() {
      return current.server
    },
    get pid() {
      return current.pid
    },
    get adopted() {
      return current.adopted
    },
    get dataFolder() {
      return current.dataFolder
    },
    stop: () => (stopped ??= stop()),
  }
}

const longestPauseMs = 10_000
