import type { Task } from '../stack/model.ts'
import type { Db } from '../store/db.ts'
import { leaseMs, LeaseLost, renewLeases } from '../store/lease.ts'
import type { Claim, Lease } from '../store/lease.ts'
import { Stopped } from './checkpoint.ts'
import { markNow, msSince } from './mark.ts'
import type { Mark } from './mark.ts'

/** A run that this process holds: its lease, and the signal that ends the work on it. */
export type Hold = {
  readonly lease: Lease
  /** Aborts with a Stopped when the run may not go on here. */
  readonly signal: AbortSignal
  /** Throws the Stopped, or returns. Asks the database when the last renewal is not fresh: a process that was frozen learns here that it has lost the run. */
  stillAllowed(): Promise<void>
  /** `asked` is when the renewal was asked for: its answer may have waited for a process that stood still. */
  renewed(cancelRequestedBy: string | null, asked: Mark): void
  stop(stopped: Stopped): void
  release(): void
}

/** A renewal counts as fresh for half the lease: well before anybody else may take the run. */
const freshMs = leaseMs / 2

/**
 * Holds a run that was claimed at `asked` or later. It promises that the signal has aborted before anybody else may take the run, whatever happens to
 * those who renew: a database that never answers, for one.
 */
export function createHold(db: Db, { lease, run }: Claim, asked: Mark): Hold {
  const { deadlineMs } = run.definition as unknown as Task
  const controller = new AbortController()
  const stop = (stopped: Stopped): void => controller.abort(stopped)
  const deadline = setTimeout(
    () => stop(new Stopped('deadline', `the deadline of ${deadlineMs / 1000} s has passed`)),
    Math.min(deadlineMs, 2 ** 31 - 1),
  )
  let renewedAt = asked
  let lapse: NodeJS.Timeout | undefined
  const renewed = (cancelRequestedBy: string | null, at: Mark): void => {
    renewedAt = at
    clearTimeout(lapse)
    lapse = setTimeout(() => stop(new Stopped('lease-lost', 'the lease could not be renewed in time')), leaseMs - msSince(at))
    if (cancelRequestedBy !== null) stop(new Stopped('cancelled', `cancelled by ${cancelRequestedBy}`))
  }
  renewed(run.cancelRequestedBy, asked)
  return {
    lease,
    signal: controller.signal,
    renewed,
    stop,
    stillAllowed: async () => {
      controller.signal.throwIfAborted()
      if (msSince(renewedAt) < freshMs) return
      const now = markNow()
      const [still] = await renewLeases(db, [lease])
      if (still) renewed(still.cancelRequestedBy, now)
      else stop(new Stopped('lease-lost', new LeaseLost(lease).message))
      controller.signal.throwIfAborted()
    },
    release: () => {
      clearTimeout(deadline)
      clearTimeout(lapse)
    },
  }
}
