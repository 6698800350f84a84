import { appendAudit, engineActor } from '../store/audit.ts'
import { announce } from '../store/event.ts'
import { claimRun } from '../store/lease.ts'
import type { Claim } from '../store/lease.ts'
import type { Engine } from './engine.ts'

/** The audit's word for a run that was claimed since its worker before had died or frozen. */
export const takenOver = 'run.taken-over'

/** Claims a run and puts it on record; null when it isn't to be had. */
export function claimFor(engine: Engine, run: string, worker: { readonly id: string; readonly host: string }): Promise<Claim | null> {
  return engine.store.tx(async (db) => {
    const claim = await claimRun(db, run, worker)
    if (claim === null) return null
    await announce(db, { kind: 'run', id: run, stack: claim.run.stack, task: claim.run.task })
    await appendAudit(db, {
      actor: engineActor,
      action: claim.takenOver ? takenOver : 'run.started',
      subject: `run:${run}`,
      detail: { worker: worker.id, host: worker.host, attempt: claim.run.attempt },
    })
    return claim
  })
}
