import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../base/id.ts'
import { startLoop } from '../base/loop.ts'
import { leaseMs } from '../store/lease.ts'
import { findRun } from '../store/run.ts'
import type { Engine } from './engine.ts'
import { executeRun } from './execute.ts'
import { claimFor } from './claim.ts'
import { createHold } from './hold.ts'
import { markNow } from './mark.ts'
import { renewHolds } from './renew-holds.ts'

/**
 * Carries out one run in this process, for a command line without a worker: the same claim, lease and fence as a worker's, so that both may try.
 * The loop follows the run through its retries and promises to return when it has ended, waits for a person or a window, or is somebody else's.
 */
export async function runHere(engine: Engine, id: string): Promise<void> {
  const worker = { id: newId(), host: engine.env['UPKEEP_HOST'] ?? hostname() }
  for (;;) {
    const run = await findRun(engine.store, id)
    if (run === null || run.state !== 'queued') return
    await sleep(Math.max(0, run.notBefore.getTime() - Date.now()))
    const asked = markNow()
    const claim = await claimFor(engine, id, worker)
    if (claim === null) return
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
}
