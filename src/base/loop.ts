import type { Logger } from './logger.ts'

export type Loop = {
  /** Runs the work soon, also when it isn't time yet; asked for while it runs, it runs once more after. */
  wake(): void
  /** Starts nothing more and resolves when what runs has ended. */
  stop(): Promise<void>
}

export type LoopOptions = {
  readonly name: string
  /** The pause between the end of one turn and the beginning of the next, in milliseconds. */
  readonly everyMs: number
  /** One turn. May return how long to pause this time, in milliseconds. */
  readonly runOnce: () => Promise<number | void>
  readonly log: Logger
  /** After a turn that threw, the pause grows from `everyMs` by doubling up to this, in milliseconds. Defaults to 5,000. */
  readonly maxBackoffMs?: number
}

/** A background service. It promises that turns never overlap, that a turn that throws is logged and followed by another, and that `stop` waits for the last. */
export function startLoop(options: LoopOptions): Loop {
  let stopped = false
  let again = false
  let failures = 0
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null

  const turn = async (): Promise<void> => {
    let pauseMs = options.everyMs
    try {
      pauseMs = (await options.runOnce()) ?? options.everyMs
      failures = 0
    } catch (error) {
      failures += 1
      pauseMs = Math.min(Math.max(options.everyMs, 50) * 2 ** Math.min(failures, 20), options.maxBackoffMs ?? 5_000)
      if (!stopped) options.log.warn({ err: error, loop: options.name, failures }, `${options.name} failed; again in ${pauseMs} ms`)
    }
    running = null
    if (stopped) return
    const soon = again && failures === 0
    again = false
    timer = setTimeout(begin, soon ? 0 : pauseMs)
  }
  const begin = (): void => {
    timer = null
    running = turn()
  }

  begin()
  return {
    wake: () => {
      if (stopped) return
      if (running !== null) again = true
      else if (timer !== null) {
        clearTimeout(timer)
        begin()
      }
    },
    stop: async () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}
