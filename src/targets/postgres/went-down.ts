import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { PostgresTarget } from './target.ts'

/**
 * One life of a server, from its start to its end or crash. A crash leaves the postmaster and the time of its start as they are, and empties the statistics (xlogrecovery.c,
 * pgstat_discard_stats; pgstat_reset_all before 15).
 */
const lifeQuery = sql`select concat(pg_postmaster_start_time(), ' ', (select stats_reset from pg_stat_archiver)) as life`

export async function readLife(target: PostgresTarget): Promise<string> {
  const [row] = await target.read<{ life: string }>(lifeQuery)
  return row!.life
}

/** How long a server may take to recover. */
const patienceMs = 600_000

/**
 * Whether the server has gone down since, when a connection was lost: waits until it answers again. Throws what it answered last when it doesn't within 10 min. False for a connection that was
 * lost on its way, and one that somebody ended: then the server said so.
 */
export async function wentDown(target: PostgresTarget, life: string, lost: unknown, signal: AbortSignal): Promise<boolean> {
  if (!isWordless(lost)) return false
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      const [row] = await target.watch<{ life: string }>(lifeQuery)
      return row!.life !== life
    } catch (error) {
      if (!(error instanceof RemoteError && error.transient) || performance.now() > deadline) throw error
    }
    await sleep(500, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** The process that crashes can't say a word; those that the server ends for it are told (57P02). */
const isWordless = (error: unknown): boolean =>
  error instanceof RemoteError && error.transient && !(error.cause instanceof Error && 'severity' in error.cause)
