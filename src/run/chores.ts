import { sql } from '../base/sql.ts'
import type { Task } from '../stack/model.ts'
import { appendAudit, engineActor } from '../store/audit.ts'
import type { Db } from '../store/db.ts'
import { announce } from '../store/event.ts'
import { pruneBatch, pruneFindings, pruneRuns } from '../store/prune.ts'
import { addReminder } from '../store/transition.ts'
import { forgetDeadWorkers } from '../store/worker.ts'
import type { Engine } from './engine.ts'

/** Small things that any worker does for all, at intervals; doing one twice does no harm. */

/** A queued run that could be claimed for so long and wasn't has lost its job (a queue restored from an older backup, say). In seconds. */
const lostAfterS = 30
/** A running one whose lease ended so long ago has lost its worker. The queue's own heartbeats find that too, somewhat later. In seconds. */
const orphanedAfterS = 1
/** Nothing is rescued twice within this. In seconds. */
const againAfterS = 5

/**
 * Hands out again the runs that nobody seems to know of. A second job for a run does no harm: the claim decides. One that lies ready in the queue is enough, though:
 * the worker of a host may be away for days, and no run may gather a job each few seconds meanwhile.
 */
export async function rescueLostRuns(engine: Engine): Promise<number> {
  return engine.store.tx(async (db) => {
    const lost = await db.query<{ id: string; definition: Task }>(sql`
      update upkeep.runs set not_before = clock_timestamp() where id in (
        select id from upkeep.runs
        where (state = 'queued' or state = 'waiting' and waiting_for = 'window') and not_before < clock_timestamp() - ${lostAfterS} * interval '1 second'
          or state = 'running' and lease_until < clock_timestamp() - ${orphanedAfterS} * interval '1 second'
            and not_before < clock_timestamp() - ${againAfterS} * interval '1 second'
        limit 100 for update skip locked)
      returning id, definition`)
    if (lost.length === 0) return 0
    const ready = await engine.queue.ready(
      db,
      lost.map((run) => run.id),
    )
    const jobless = lost.filter((run) => !ready.has(run.id))
    await engine.queue.send(
      db,
      jobless.map((run) => ({ run: run.id, host: run.definition.host })),
    )
    if (jobless.length > 0) await announce(db, { kind: 'job', id: '' })
    return jobless.length
  })
}

/** How long a person is left in peace after being asked, in hours. */
export const remindEveryHours = 24

/** Reminds of runs that wait for a person. */
export async function remindOfRequests(db: Db): Promise<number> {
  return db.tx(async (tx) => {
    const due = await tx.query<{ id: string; stack: string; task: string; waiting_for: string; reminders: number }>(sql`
      select id, stack, task, waiting_for, reminders from upkeep.runs
      where state = 'waiting' and waiting_for in ('approval', 'sign-off')
        and coalesce(reminded_at, waiting_since) < clock_timestamp() - ${remindEveryHours} * interval '1 hour'
      for update skip locked`)
    for (const run of due) {
      await addReminder(tx, run.id)
      await announce(tx, { kind: 'run', id: run.id, stack: run.stack, task: run.task })
    }
    await appendAudit(
      tx,
      ...due.map((run) => ({
        actor: engineActor,
        action: 'run.reminded',
        subject: `run:${run.id}`,
        detail: { of: run.waiting_for, times: run.reminders + 1 },
      })),
    )
    return due.length
  })
}

/** Keeps Upkeep's own house: see pruneRuns and pruneFindings. UPKEEP_KEEP_DAYS (default 90) and UPKEEP_KEEP_QUIET_DAYS (default 3: runs that found and did nothing). */
export async function keepHouse(engine: Engine): Promise<void> {
  const days = (name: string, otherwise: number): number => {
    const given = Number(engine.env[name])
    return engine.env[name] !== undefined && Number.isFinite(given) && given > 0 ? given : otherwise
  }
  const keepDays = days('UPKEEP_KEEP_DAYS', 90)
  const keep = { keepDays, keepQuietDays: days('UPKEEP_KEEP_QUIET_DAYS', 3) }
  const pruned = await untilNoneIsLeft(() => pruneRuns(engine.store, keep))
  if (pruned > 0) engine.log.info({ pruned }, 'old runs were pruned')
  await untilNoneIsLeft(() => pruneFindings(engine.store, keepDays))
  await forgetDeadWorkers(engine.store)
}

/** Batch after batch until one isn't full: a task of each second makes more runs in ten minutes than a batch holds. Returns how many went. */
async function untilNoneIsLeft(prune: () => Promise<number>): Promise<number> {
  for (let all = 0; ;) {
    const went = await prune()
    all += went
    if (went < pruneBatch) return all
  }
}
