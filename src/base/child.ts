import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { UserError, describeError } from './errors.ts'
import type { Logger } from './logger.ts'

export type SupervisedChild = {
  /** What the child said when it was ready. Rejects when the first start fails. */
  readonly ready: Promise<unknown>
  /** TERM, then KILL after ten seconds; resolves when it is gone. */
  stop(): Promise<void>
}

export type ChildOptions = {
  readonly name: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly log: Logger
  /** Told at each start after the first, and of what the child says then. */
  readonly onReady?: (message: unknown) => void
}

const graceMs = 10_000

/**
 * A child lives long and idles most of the time: with the default of 16 MiB for each half of its young generation, garbage collection begins so late that it holds 25 MB more
 * (measured, `bench/cases/idle.ts`). In MiB.
 */
const youngGeneration = '--max-semi-space-size=2'

/**
 * Keeps one Node child running. It promises: a child that ends by itself is started again, after 0.2 s growing to 10 s; one that hasn't been ready
 * once is given up when it ends with exit code 2 (bad configuration doesn't mend itself). The channel between the two closes when this process dies,
 * however it dies, and the child ends then (see `endWithParent`).
 */
export function superviseChild(options: ChildOptions): SupervisedChild {
  const ready = Promise.withResolvers<unknown>()
  ready.promise.catch(() => {})
  let stopping = false
  let wasReady = false
  let pauseMs = 200
  let timer: NodeJS.Timeout | null = null
  let child: ChildProcess | null = null
  let gone: Promise<void> = Promise.resolve()

  const start = (): void => {
    timer = null
    const startedAt = performance.now()
    const started = spawn(process.execPath, [youngGeneration, ...options.args], {
      env: { ...options.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Ctrl-C on the terminal reaches the whole foreground group: a group of its own lets us stop the parts in their order.
      detached: true,
    })
    child = started
    started.on('message', (message) => {
      wasReady = true
      ready.resolve(message)
      options.onReady?.(message)
    })
    started.on('error', (error) => options.log.error({ err: error }, `${options.name} could not be started`))
    gone = new Promise((resolve) => {
      started.on('close', (code, signal) => {
        resolve()
        if (stopping) return
        if (!wasReady && code === 2) {
          ready.reject(new UserError(`${options.name} could not start`, { hint: 'what it said about that stands above.' }))
          return
        }
        if (performance.now() - startedAt > 60_000) pauseMs = 200
        options.log.warn(`${options.name} ended by ${signal ?? `exit code ${code}`}; starting it again in ${pauseMs} ms`)
        timer = setTimeout(start, pauseMs)
        pauseMs = Math.min(pauseMs * 2, 10_000)
      })
    })
  }
  start()

  return {
    ready: ready.promise,
    stop: async () => {
      stopping = true
      if (timer !== null) clearTimeout(timer)
      child?.kill('SIGTERM')
      const kill = setTimeout(() => child?.kill('SIGKILL'), graceMs)
      await gone
      clearTimeout(kill)
    },
  }
}

/** In a supervised child: says that it is ready, and closes when it is asked to or when its parent is gone. */
export function runAsChild(message: object, close: () => Promise<void>, log: Logger): void {
  endOnSignal(close, log)
  const orphaned = (): boolean => process.emit('SIGTERM')
  process.on('disconnect', orphaned)
  // Last: whoever is told may send a signal at once.
  process.send?.(message)
  // The parent may have died before anybody listened.
  if (process.send !== undefined && !process.connected) orphaned()
}

/**
 * Closes on SIGINT or SIGTERM, once, and ends the process; a second signal ends it at once. One that comes within a second is the same wish:
 * npm passes on the Ctrl-C that the terminal has sent to all of its group.
 */
export function endOnSignal(close: () => Promise<void>, log: Logger): void {
  let endingSince: number | null = null
  const end = (signal: NodeJS.Signals): void => {
    if (endingSince !== null) {
      if (performance.now() - endingSince > 1_000) process.exit(130)
      return
    }
    endingSince = performance.now()
    log.debug({ signal }, 'stopping')
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, `stopping failed: ${describeError(error)}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}
