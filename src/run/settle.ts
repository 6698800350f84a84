import type { RunError } from '../store/run.ts'
import { appendAudit, engineActor } from '../store/audit.ts'
import type { AuditEntry } from '../store/audit.ts'
import { announce } from '../store/event.ts'
import type { StoreEvent } from '../store/event.ts'
import { reconcileFindings } from '../store/finding.ts'
import { whileHeld } from '../store/lease.ts'
import type { Lease } from '../store/lease.ts'
import { findRun } from '../store/run.ts'
import type { RunRow, WaitingFor } from '../store/run.ts'
import { endRun, requeueRun, setWaiting } from '../store/transition.ts'
import type { Ending } from '../store/transition.ts'
import type { Db } from '../store/db.ts'
import type { Finding } from '../procedures/contract.ts'
import type { Task } from '../stack/model.ts'
import type { Engine } from './engine.ts'

/**
 * How a worker lets go of a run: ended, waiting, or back in the queue. Each is one transaction with its findings, its audit and its event.
 * A run that somebody asked to cancel never waits and is never queued again: where the worker had no checkpoint left to stop at, it is cancelled here.
 */

/** What was seen of the task's findings; `unseen` are beginnings of fingerprints that stay as they are ('' for all). */
export type Seen = { readonly findings: readonly Finding[]; readonly unseen: readonly string[] }

export async function end(engine: Engine, run: RunRow, lease: Lease, ending: Ending, seen: Seen | null): Promise<void> {
  await letGo(engine, run, lease, async (db) => {
    await endRun(db, run.id, ending)
    const changes = seen === null || run.mode === 'plan' ? [] : await noteFindings(db, run, seen)
    return { audit: [...changes, endOf(run, ending)] }
  })
}

export async function wait(
  engine: Engine,
  run: RunRow,
  lease: Lease,
  waitFor: { readonly for: WaitingFor; readonly summary: string; readonly until?: Date },
  seen: Seen | null,
): Promise<void> {
  await letGo(engine, run, lease, async (db) => {
    const cancelled = await cancelledMeanwhile(db, run)
    if (cancelled !== null) return cancelled
    await setWaiting(db, run.id, waitFor.for, waitFor.summary, waitFor.until)
    const changes = seen === null ? [] : await noteFindings(db, run, seen)
    return {
      audit: [
        ...changes,
        {
          actor: engineActor,
          action: 'run.waiting',
          subject: `run:${run.id}`,
          detail: { for: waitFor.for, until: waitFor.until?.toISOString() ?? null },
        },
      ],
      ...(waitFor.until ? { again: waitFor.until } : {}),
    }
  })
}

export async function tryAgain(
  engine: Engine,
  run: RunRow,
  lease: Lease,
  at: Date,
  failed: RunError | undefined,
  summary: string,
): Promise<void> {
  await letGo(engine, run, lease, async (db) => {
    const cancelled = await cancelledMeanwhile(db, run)
    if (cancelled !== null) return cancelled
    await requeueRun(db, run.id, { notBefore: at, summary, ...(failed ? { failed } : {}) })
    return {
      audit: [{ actor: engineActor, action: 'run.queued', subject: `run:${run.id}`, detail: { again: at.toISOString(), why: summary } }],
      again: at,
    }
  })
}

type Left = { readonly audit: readonly AuditEntry[]; readonly again?: Date }

async function cancelledMeanwhile(db: Db, run: RunRow): Promise<Left | null> {
  const by = (await findRun(db, run.id))!.cancelRequestedBy
  if (by === null) return null
  const ending = { state: 'cancelled', summary: `cancelled by ${by}` } as const
  await endRun(db, run.id, ending)
  return { audit: [endOf(run, ending)] }
}

const endOf = (run: RunRow, ending: Ending): AuditEntry => ({
  actor: engineActor,
  action: `run.${ending.state}`,
  subject: `run:${run.id}`,
  detail: { task: `${run.stack}/${run.task}`, summary: ending.summary },
})

async function letGo(engine: Engine, run: RunRow, lease: Lease, write: (db: Db) => Promise<Left>): Promise<void> {
  await whileHeld(engine.store, lease, async (db) => {
    const { audit, again } = await write(db)
    if (again) await engine.queue.send(db, [{ run: run.id, host: (run.definition as unknown as Task).host, notBefore: again }])
    await announce(db, ...eventsOf(run, audit))
    await appendAudit(db, ...audit)
  })
}

async function noteFindings(db: Db, run: RunRow, seen: Seen): Promise<readonly AuditEntry[]> {
  const task = run.definition as unknown as Task
  const changes = await reconcileFindings(db, {
    run: run.id,
    stack: run.stack,
    task: run.task,
    target: task.target,
    seen: seen.findings,
    unseen: seen.unseen,
  })
  return changes.map((change) => ({
    actor: engineActor,
    action: `finding.${change.change}`,
    subject: `finding:${change.id}`,
    detail: { title: change.title, severity: change.severity, run: run.id },
  }))
}

function eventsOf(run: RunRow, audit: readonly AuditEntry[]): readonly StoreEvent[] {
  const findings = audit.filter((entry) => entry.subject.startsWith('finding:'))
  return [
    { kind: 'run', id: run.id, stack: run.stack, task: run.task },
    ...findings.map((entry): StoreEvent => ({
      kind: 'finding',
      id: entry.subject.slice('finding:'.length),
      stack: run.stack,
      task: run.task,
    })),
  ]
}
