import { newId } from '../base/id.ts'
import { jittered, nextDue, previousDue } from '../stack/index.ts'
import type { Task } from '../stack/model.ts'
import { appendAudit, engineActor } from '../store/audit.ts'
import { databaseNow } from '../store/clock.ts'
import type { Db } from '../store/db.ts'
import { announce } from '../store/event.ts'
import { insertRuns } from '../store/run.ts'
import type { NewRun } from '../store/run.ts'
import { msUntilDue, setTaskDues, takeDueTasks } from '../store/task.ts'
import type { TaskDue, TaskRow } from '../store/task.ts'
import type { Engine } from './engine.ts'

/** A due that nobody served for so long was missed, not late: the task's `catch-up` decides about it. In milliseconds. */
export const missedAfterMs = 60_000

export type DueDecision = { readonly runFor: Date | null; readonly next: Date | null }

/**
 * What to do about a task whose due moment has come. Pure. On time: a run for it. Missed, after downtime: one run for the newest moment missed
 * (`once`) or none (`none`), however many were missed. The next due is always in the future.
 */
export function decideDue(task: Task, timezone: string, due: Date, now: Date): DueDecision {
  const next = nextDue(task.cadence, timezone, now)
  if (now.getTime() - due.getTime() <= missedAfterMs + task.jitterMs) return { runFor: due, next }
  if (task.catchUp === 'none') return { runFor: null, next }
  const newest = previousDue(task.cadence, timezone, now)
  return { runFor: newest !== null && newest > due ? newest : due, next }
}

/** The first due of a task that is new, or whose cadence has changed. */
export function firstDue(stack: string, task: Task, timezone: string, now: Date): Pick<TaskDue, 'dueAt' | 'nextDue'> {
  const dueAt = nextDue(task.cadence, timezone, now)
  return { dueAt, nextDue: dueAt === null ? null : jittered(dueAt, `${stack}/${task.name}`, task.jitterMs) }
}

/** How many due tasks one turn takes. */
const batch = 500
/** The longest pause of the schedule: a task that another process has just loaded is seen after it. In milliseconds. */
const longestPauseMs = 1_000

/**
 * One turn of the schedule: makes runs of what is due and says how long to sleep, in milliseconds. Every worker keeps the schedule; the rows that
 * one takes are locked and the others pass over them. Dues, runs, jobs and audit are one transaction, so that a kill loses or doubles nothing. What is due is told by the
 * database's clock alone: by that of a worker that is slow, what has just been served would still be to come, and would be served again and again.
 */
export async function scheduleOnce(engine: Engine): Promise<number> {
  const taken = await engine.store.tx((db) => serveDue(engine, db))
  if (taken === batch) return 0
  return Math.min(Math.max((await msUntilDue(engine.store)) ?? longestPauseMs, 5), longestPauseMs)
}

async function serveDue(engine: Engine, db: Db): Promise<number> {
  const due = await takeDueTasks(db, batch)
  if (due.length === 0) return 0
  const now = await databaseNow(db)
  const decided = due.map((row) => ({
    row,
    task: row.definition as unknown as Task,
    ...decideDue(row.definition as unknown as Task, row.timezone, row.dueAt!, now),
  }))
  await setTaskDues(
    db,
    decided.map(({ row, task, next }) => ({
      stack: row.stack,
      name: row.name,
      dueAt: next,
      nextDue: next === null ? null : jittered(next, `${row.stack}/${row.name}`, task.jitterMs),
    })),
  )
  const wanted = decided.flatMap(({ row, runFor }) => (runFor === null ? [] : [newRun(row, runFor)]))
  const made = await insertRuns(db, wanted)
  const runs = wanted.filter((run) => made.has(run.id))
  await engine.queue.send(
    db,
    runs.map((run) => ({ run: run.id, host: (run.definition as unknown as Task).host })),
  )
  await announce(
    db,
    { kind: 'job', id: '' },
    ...runs.map((run) => ({ kind: 'run', id: run.id, stack: run.stack, task: run.task }) as const),
  )
  await appendAudit(
    db,
    ...runs.map((run) => ({
      actor: engineActor,
      action: 'run.queued',
      subject: `run:${run.id}`,
      detail: { task: `${run.stack}/${run.task}`, due: run.dueAt.toISOString() },
    })),
  )
  return due.length
}

const newRun = (row: TaskRow, dueAt: Date): NewRun => ({
  id: newId(),
  stack: row.stack,
  task: row.name,
  definition: row.definition,
  mode: 'run',
  trigger: 'schedule',
  requestedBy: null,
  dueAt,
})
