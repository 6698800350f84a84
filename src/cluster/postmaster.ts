import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../base/logger.ts'
import { isServerProcess, serverProcesses } from './server-processes.ts'

/** The first process of a server, whoever started it. */
export type Postmaster = {
  readonly pid: number
  /** Resolves when it is gone, in words that say how. Never rejects. */
  readonly exited: Promise<string>
  /** Of no effect when it is gone, even if another process has its number by then. */
  signal(signal: NodeJS.Signals): Promise<void>
}

export function childPostmaster(child: ChildProcess): Postmaster {
  const { promise, resolve } = Promise.withResolvers<string>()
  child.once('exit', (code, signal) => resolve(signal === null ? `exited with ${code}` : `was ended by ${signal}`))
  child.once('error', (error) => resolve(`could not be started: ${error.message}`))
  return { pid: child.pid ?? 0, exited: promise, signal: async (signal) => void child.kill(signal) }
}

/** A server that isn't our child tells us nothing of its end: we look every half second, until `watching` is aborted. */
export function adoptedPostmaster(pid: number, data: string, watching: AbortSignal): Postmaster {
  const { promise, resolve } = Promise.withResolvers<string>()
  const look = setInterval(() => {
    void isServerProcess(pid, data).then((there) => {
      if (there) return
      clearInterval(look)
      resolve('is gone')
    })
  }, 500)
  watching.addEventListener('abort', () => clearInterval(look))
  const signal = async (signal: NodeJS.Signals) => {
    if (await isServerProcess(pid, data)) send(pid, signal)
  }
  return { pid, exited: promise, signal }
}

export type StopPatience = {
  /** How long a fast stop may take (sessions are ended, a checkpoint is written), in milliseconds. */
  readonly fastMs: number
  /** How long an immediate stop may take (no checkpoint: the next start recovers from the log), in milliseconds. */
  readonly immediateMs: number
}

export const defaultPatience: StopPatience = { fastMs: 30_000, immediateMs: 5000 }

/** Stops a server: fast, when that takes too long immediately, and at last by killing all its processes. Returns when it is gone. */
export async function stopPostmaster(
  postmaster: Postmaster,
  data: string,
  log: Logger,
  patience: StopPatience = defaultPatience,
): Promise<void> {
  await postmaster.signal('SIGINT')
  if (await within(postmaster.exited, patience.fastMs)) return
  log.warn(
    { pid: postmaster.pid, waitedMs: patience.fastMs },
    'PostgreSQL has not stopped in time: stopping it at once, without a checkpoint',
  )
  await postmaster.signal('SIGQUIT')
  if (await within(postmaster.exited, patience.immediateMs)) return
  log.warn({ pid: postmaster.pid }, 'PostgreSQL does not react to signals: killing its processes')
  await postmaster.signal('SIGKILL')
  for (const pid of await serverProcesses(data)) send(pid, 'SIGKILL')
  await postmaster.exited
}

/**
 * Waits until the backends of a dead server are gone. They hold its shared memory, so that no new server starts while they live, and one that
 * is busy with a statement doesn't notice the death of its postmaster. After the given time they are told to quit, as a restarting server tells them.
 */
export async function outliveBackends(data: string, log: Logger, patienceMs = 10_000, signal?: AbortSignal): Promise<void> {
  const until = performance.now() + patienceMs
  let told = false
  for (;;) {
    const pids = await serverProcesses(data)
    if (pids.length === 0) return
    if (!told && performance.now() > until) {
      log.warn({ pids, data }, 'backends of a dead PostgreSQL server are still at work: telling them to quit')
      for (const pid of pids) send(pid, 'SIGQUIT')
      told = true
    }
    await sleep(50, undefined, { signal })
  }
}

/** A signal to a process that may be gone already. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const enough = new AbortController()
  const late = sleep(ms, false, { signal: enough.signal }).catch(() => false)
  return Promise.race([promise.then(() => true), late]).finally(() => enough.abort())
}
