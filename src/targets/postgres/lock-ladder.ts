import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError } from '../../base/errors.ts'
import type { Logger } from '../../base/logger.ts'
import type { Sql } from '../../base/sql.ts'
import { blockersOf, describeBlocker, lockHoldersOf, tidyBlocker } from './blockers.ts'
import type { Blocker } from './blockers.ts'
import { sqlStateOf } from './failure.ts'
import type { PostgresTarget } from './target.ts'

/** One try that did not get its lock, as evidence. */
export type LockWait = { readonly try: number; readonly waitedMs: number; readonly blockers: readonly Blocker[] }

export type LadderOptions = {
  /** What is to be locked, for messages. */
  readonly what: string
  /** How often it is tried. Defaults to 10: about a minute with the waits between. */
  readonly tries?: number
  /** The wait after the first try, doubled after each, in milliseconds. Defaults to 50. */
  readonly firstWaitMs?: number
  /** No wait is longer, in milliseconds. Defaults to 600,000. */
  readonly maxWaitMs?: number
  /** Called before each try: whatever may stop a run is honoured there. */
  checkpoint(): Promise<void>
  readonly signal: AbortSignal
  readonly log: Logger
  /** Between 0 and 1; jitters the waits. Defaults to Math.random. */
  readonly random?: () => number
}

/** A lock that was not gained: in one try, or (with its waits) in all of them. */
export class LockNotGained extends RemoteError {
  /** Also what a look for the SQLSTATE finds. */
  readonly code = '55P03'
  readonly blockers: readonly Blocker[]
  readonly waits: readonly LockWait[]

  constructor(message: string, options: { blockers: readonly Blocker[]; waits?: readonly LockWait[]; cause?: unknown }) {
    super(message, {
      transient: true,
      hint: 'let the session that holds the lock end, or run the task at a quieter time.',
      cause: options.cause,
    })
    this.blockers = options.blockers
    this.waits = options.waits ?? []
  }

  /** For a statement that leaves a locked relation (SKIP_LOCKED) instead of waiting: names who holds it now. */
  static async on(target: PostgresTarget, relation: Sql, what: string): Promise<LockNotGained> {
    const blockers = await target.watch<Blocker>(lockHoldersOf(relation))
    return new LockNotGained(`${target.server.place}: ${what} is locked`, { blockers: blockers.map(tidyBlocker) })
  }
}

/** Half of the doubled wait is fixed, half is chance, so that two ladders don't meet at each rung. */
export function ladderWaitMs(tried: number, options: { firstWaitMs: number; maxWaitMs: number; random: number }): number {
  const full = Math.min(options.firstWaitMs * 2 ** (tried - 1), options.maxWaitMs)
  return Math.round(full / 2 + (full / 2) * options.random)
}

/**
 * Runs what takes a lock, under its time-out, until it gets it. Promises: it never waits in the lock queue longer than the statement's own
 * lock_timeout, so nobody queues up behind it for longer; it names who stood in the way; it gives up when the tries are spent, and takes the
 * time-out off at no try. Only a lock that wasn't gained (SQLSTATE 55P03) is tried again; every other error passes.
 */
export async function climb<T>(
  target: PostgresTarget,
  attempt: () => Promise<T>,
  options: LadderOptions,
): Promise<{ value: T; waits: readonly LockWait[] }> {
  const { tries = 10, firstWaitMs = 50, maxWaitMs = 600_000, random = Math.random } = options
  const waits: LockWait[] = []
  for (let tried = 1; ; tried++) {
    await options.checkpoint()
    const started = performance.now()
    const lookout = watchBlockers(target, options.log)
    try {
      return { value: await attempt(), waits }
    } catch (error) {
      if (sqlStateOf(error) !== '55P03') throw error
      const blockers = error instanceof LockNotGained ? error.blockers : lookout.seen()
      const wait = { try: tried, waitedMs: Math.round(performance.now() - started), blockers }
      waits.push(wait)
      options.log.info({ what: options.what, ...wait }, 'lock not gained')
      if (tried >= tries) throw spent(target, options.what, waits, error)
      await sleep(ladderWaitMs(tried, { firstWaitMs, maxWaitMs, random: random() }), undefined, { signal: options.signal }).catch(() =>
        options.signal.throwIfAborted(),
      )
    } finally {
      lookout.end()
    }
  }
}

/** Looks at who blocks the target's connection while it waits; an answer is kept, since after the time-out there is nothing to see any more. */
function watchBlockers(target: PostgresTarget, log: Logger): { seen(): readonly Blocker[]; end(): void } {
  let seen: readonly Blocker[] = []
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    target
      .watch<Blocker>(blockersOf(target.sessionName))
      .then((rows) => {
        if (rows.length > 0) seen = rows.map(tidyBlocker)
      })
      .catch((error: unknown) => log.debug({ error }, 'blockers not seen'))
      .finally(() => (looking = false))
  }, 250)
  return { seen: () => seen, end: () => clearInterval(timer) }
}

function spent(target: PostgresTarget, what: string, waits: readonly LockWait[], cause: unknown): LockNotGained {
  const blockers = waits.findLast((wait) => wait.blockers.length > 0)?.blockers ?? []
  const who = blockers.length > 0 ? blockers.map(describeBlocker).join('; ') : 'a session that was not seen'
  return new LockNotGained(`${target.server.place}: no lock on ${what} in ${waits.length} tries, held by ${who}`, {
    blockers,
    waits,
    cause,
  })
}
