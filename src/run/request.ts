import { UserError } from '../base/errors.ts'
import { newId } from '../base/id.ts'
import type { Plan } from './plan.ts'
import type { Task } from '../stack/model.ts'
import { insertAnswer } from '../store/answer.ts'
import { appendAudit } from '../store/audit.ts'
import type { Db } from '../store/db.ts'
import { announce } from '../store/event.ts'
import { findOpenRun, insertRuns, lockRun } from '../store/run.ts'
import type { RunRow } from '../store/run.ts'
import { endRun, requestCancel, requeueRun } from '../store/transition.ts'
import { findTask } from '../store/task.ts'
import type { Queue } from './queue.ts'

/** What people ask of the engine and answer to it. Each is one transaction with its audit; each returns the run's id. */
export type Desk = { readonly store: Db; readonly queue: Pick<Queue, 'send'> }

export type Asked = {
  readonly stack: string
  readonly task: string
  readonly mode: 'run' | 'plan'
  /** Whatever is planned is approved. */ readonly approve: boolean
}

/** Asks for a run or a plan now. A task that has an open run gets no second one: its id is returned. */
export async function requestRun(desk: Desk, by: string, asked: Asked): Promise<string> {
  return desk.store.tx(async (db) => {
    const row = await findTask(db, asked.stack, asked.task)
    if (row === null)
      throw new UserError(`there is no task ${asked.stack}/${asked.task}`, { code: 'not-found', hint: 'list the tasks with: upkeep tasks' })
    const run = {
      id: newId(),
      stack: asked.stack,
      task: asked.task,
      definition: row.definition,
      mode: asked.mode,
      trigger: 'person',
      requestedBy: by,
      dueAt: new Date(),
      approvedBeforehandBy: asked.approve ? by : null,
    } as const
    const made = await insertRuns(db, [run])
    if (!made.has(run.id)) {
      const open = await findOpenRun(db, asked.stack, asked.task)
      if (open !== null) return open.id
      throw new UserError(`the open run of ${asked.stack}/${asked.task} has just ended`, { code: 'conflict', hint: 'ask again.' })
    }
    await hand(desk, db, { ...run, definition: row.definition })
    await appendAudit(db, {
      actor: by,
      action: `${asked.mode}.asked`,
      subject: `run:${run.id}`,
      detail: { task: `${asked.stack}/${asked.task}`, approved: asked.approve },
    })
    return run.id
  })
}

/** A queued or waiting run ends at once; a running one stops at its next checkpoint. */
export async function cancelRun(desk: Desk, by: string, id: string): Promise<void> {
  await desk.store.tx(async (db) => {
    const run = await locked(db, id)
    if (run.state === 'running') await requestCancel(db, id, by)
    else if (run.state === 'queued' || run.state === 'waiting') await endRun(db, id, { state: 'cancelled', summary: `cancelled by ${by}` })
    else throw new UserError(`run ${id} is over: it ${ended(run)}`, { code: 'conflict' })
    await tell(db, run)
    await appendAudit(db, { actor: by, action: run.state === 'running' ? 'run.cancel-asked' : 'run.cancelled', subject: `run:${id}` })
  })
}

/** Approves the plan with this hash, and no other. */
export async function approveRun(desk: Desk, by: string, id: string, planHash: string, note: string | null): Promise<void> {
  await desk.store.tx(async (db) => {
    const run = await locked(db, id)
    requireWaiting(run, 'approval')
    const plan = run.plan as unknown as Plan
    if (plan.hash !== planHash) {
      throw new UserError(`run ${id} waits with plan ${plan.hash}, not ${planHash}: it has changed since`, {
        code: 'conflict',
        hint: `look at it again (upkeep show ${id}) and approve ${plan.hash} if it is right.`,
      })
    }
    await insertAnswer(db, id, { kind: 'approved', plan: run.plan, by, note })
    await goOn(desk, db, run)
    await appendAudit(db, { actor: by, action: 'run.approved', subject: `run:${id}`, detail: { plan: planHash, note } })
  })
}

export async function rejectRun(desk: Desk, by: string, id: string, note: string): Promise<void> {
  await desk.store.tx(async (db) => {
    const run = await locked(db, id)
    requireWaiting(run, 'approval')
    await insertAnswer(db, id, { kind: 'rejected', plan: run.plan, by, note })
    await endRun(db, id, { state: 'cancelled', summary: `rejected by ${by}: ${note}` })
    await tell(db, run)
    await appendAudit(db, {
      actor: by,
      action: 'run.rejected',
      subject: `run:${id}`,
      detail: { plan: (run.plan as unknown as Plan).hash, note },
    })
  })
}

export async function signRun(desk: Desk, by: string, id: string, note: string): Promise<void> {
  if (note.trim() === '') throw new UserError('a sign-off needs a note: what was reviewed, and what was decided')
  await desk.store.tx(async (db) => {
    const run = await locked(db, id)
    requireWaiting(run, 'sign-off')
    await insertAnswer(db, id, { kind: 'signed', plan: null, by, note })
    await goOn(desk, db, run)
    await appendAudit(db, { actor: by, action: 'run.signed', subject: `run:${id}`, detail: { note } })
  })
}

async function locked(db: Db, id: string): Promise<RunRow> {
  const run = await lockRun(db, id)
  if (run === null) throw new UserError(`there is no run ${id}`, { code: 'not-found', hint: 'list the runs with: upkeep runs' })
  return run
}

function requireWaiting(run: RunRow, what: 'approval' | 'sign-off'): void {
  if (run.state === 'waiting' && run.waitingFor === what) return
  const state = run.state === 'waiting' ? `it waits for ${run.waitingFor}` : ended(run)
  throw new UserError(`run ${run.id} doesn't wait for ${what}: ${run.state === 'waiting' ? state : `it ${state}`}`, { code: 'conflict' })
}

const ended = (run: RunRow): string =>
  run.state === 'running' || run.state === 'queued'
    ? `is ${run.state}`
    : run.state === 'planned'
      ? 'was only a plan'
      : run.state === 'failed'
        ? 'has failed'
        : `has ${run.state}`

async function goOn(desk: Desk, db: Db, run: RunRow): Promise<void> {
  await requeueRun(db, run.id, { notBefore: new Date() })
  await hand(desk, db, run)
}

async function hand(desk: Desk, db: Db, run: Pick<RunRow, 'id' | 'stack' | 'task' | 'definition'>): Promise<void> {
  await desk.queue.send(db, [{ run: run.id, host: (run.definition as unknown as Task).host }])
  await announce(db, { kind: 'job', id: '' }, { kind: 'run', id: run.id, stack: run.stack, task: run.task })
}

const tell = (db: Db, run: RunRow): Promise<void> => announce(db, { kind: 'run', id: run.id, stack: run.stack, task: run.task })
