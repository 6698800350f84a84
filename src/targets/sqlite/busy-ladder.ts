import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../../base/logger.ts'
import { ladderWaitMs } from '../postgres/lock-ladder.ts'
import { isBusy } from './failure.ts'

export type LadderOptions = {
  /** What waits for the lock, for the log. */
  readonly what: string
  readonly tries: number
  /** Called before each try: whatever may stop a run is honoured there. */
  checkpoint(): Promise<void>
  readonly signal: AbortSignal
  readonly log: Logger
}

/**
 * A statement waits for a lock this long at most, in milliseconds: while it waits for readers it may keep writers out, and those queue up behind it. The same
 * as for a lock in PostgreSQL.
 */
export const lockTimeoutMs = 1_000

const waits = { firstWaitMs: 50, maxWaitMs: 600_000 }

/**
 * Runs what needs a lock until it gets it. Promises: between two tries it holds no lock; only a busy database is tried again; when the tries are spent the
 * last error passes, which is transient, so that the run is tried again later.
 */
export async function climb<T>(attempt: () => Promise<T>, options: LadderOptions): Promise<T> {
  for (let tried = 1; ; tried++) {
    await options.checkpoint()
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || tried >= options.tries) throw error
      const waitMs = ladderWaitMs(tried, { ...waits, random: Math.random() })
      options.log.info({ what: options.what, try: tried, waitMs }, 'the database is busy')
      await sleep(waitMs, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted())
    }
  }
}
