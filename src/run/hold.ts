import type { Db } from '../store/db.ts'
import { leaseMs, LeaseLost, renewLeases } from '../store/lease.ts'
import type { Lease } from '../store/lease.ts'
import { Stopped } from './checkpoint.ts'

/** A run that this process holds: its lease, and the signal that ends the work on it. */
export type Hold = {
  readonly lease: Lease
  /** Aborts with a Stopped when the run may not go on here. */
  readonly signal: AbortSignal
  /** Throws the Stopped, or returns. Asks the database when the last renewal is not fresh: a process that was frozen learns here that it has lost the run. */
  stillAllowed(): Promise<void>
  renewed(cancelRequestedBy: string | null): void
  stop(stopped: Stopped): void
  /** Has the lease run out by our own clock, because it couldn't be renewed? Then somebody else may hold the run already. */
  expired(): boolean
  release(): void
}

/** A renewal counts as fresh for half the lease: well before anybody else may take the run. */
const freshMs = leaseMs / 2

export function createHold(db: Db, lease: Lease, deadlineMs: number): Hold {
  const controller = new AbortController()
  let renewedAt = performance.now()
  const stop = (stopped: Stopped): void => controller.abort(stopped)
  const timer = setTimeout(
    () => stop(new Stopped('deadline', `the deadline of ${deadlineMs / 1000} s has passed`)),
    Math.min(deadlineMs, 2 ** 31 - 1),
  )
  const renewed = (cancelRequestedBy: string | null): void => {
    renewedAt = performance.now()
    if (cancelRequestedBy !== null) stop(new Stopped('cancelled', `cancelled by ${cancelRequestedBy}`))
  }
  return {
    lease,
    signal: controller.signal,
    renewed,
    stop,
    stillAllowed: async () => {
      controller.signal.throwIfAborted()
      if (performance.now() - renewedAt < freshMs) return
      const asked = performance.now()
      const [still] = await renewLeases(db, [lease])
      if (!still) stop(new Stopped('lease-lost', new LeaseLost(lease).message))
      else {
        renewed(still.cancelRequestedBy)
        renewedAt = asked
      }
      controller.signal.throwIfAborted()
    },
    expired: () => performance.now() - renewedAt > leaseMs,
    release: () => clearTimeout(timer),
  }
}
