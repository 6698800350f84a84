import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../base/id.ts'
import { startLoop } from '../base/loop.ts'
import { StoreLost } from '../store/db.ts'
import { leaseMs } from '../store/lease.ts'
import type { Claim } from '../store/lease.ts'
import { findRun } from '../store/run.ts'
import type { RunRow } from '../store/run.ts'
import { claimFor } from './claim.ts'
import type { Engine } from './engine.ts'
import { executeRun } from './execute.ts'
import { createHold } from './hold.ts'
import { markNow } from './mark.ts'
import type { Mark } from './mark.ts'
import { renewHolds } from './renew-holds.ts'

/** How often a run is looked at that can't be claimed yet, in milliseconds. */
const lookAgainMs = 250

/**
 * Carries out one run in this process, for a command line without a worker: the same claim, lease and fence as a worker's, so that both may try.
 * The loop follows the run through its retries and promises to return when it has ended, or waits for a person or a window. One that another process
 * holds is left to it for as long as that is alive, and taken over when its lease has ended: nobody else would.
 */
export async function runHere(engine: Engine, id: string): Promise<void> {
  const worker = { id: newId(), host: engine.env['UPKEEP_HOST'] ?? hostname() }
  for (let run = await findRun(engine.store, id); run !== null && goesOn(run); run = await findRun(engine.store, id)) {
    const asked = markNow()
    const claim = await claimFor(engine, id, worker)
    if (claim === null) await sleep(lookAgainMs)
    // Not the run's failure: when its lease has ended, it is claimed again.
    else await carryOut(engine, claim, asked).catch(unlessStoreLost)
  }
}

const unlessStoreLost = (error: unknown): void => {
  if (!(error instanceof StoreLost)) throw error
}

const goesOn = (run: RunRow): boolean =>
  run.state === 'queued' ||
  run.state === 'running' ||
  (run.state === 'waiting' && run.waitingFor === 'window' && run.notBefore.getTime() <= Date.now())

async function carryOut(engine: Engine, claim: Claim, asked: Mark): Promise<void> {
  const hold = createHold(engine.store, claim, asked)
  const beating = startLoop({
    name: 'renewing the lease',
    everyMs: leaseMs / 4,
    log: engine.log,
    maxBackoffMs: 500,
    runOnce: () => renewHolds(engine.store, () => [hold]),
  })
  try {
    await executeRun(engine, claim, hold)
  } finally {
    await beating.stop()
    hold.release()
  }
}
