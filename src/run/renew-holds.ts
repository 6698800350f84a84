import type { Db } from '../store/db.ts'
import { renewLeases } from '../store/lease.ts'
import { Stopped } from './checkpoint.ts'
import type { Hold } from './hold.ts'

/**
 * One turn of keeping the leases of the runs that this process holds now. Turn after turn it promises that a run whose lease it can't renew in time
 * stops here before anybody else may take it, and that one which was taken or cancelled stops soon.
 */
export async function renewHolds(db: Db, heldNow: () => readonly Hold[]): Promise<void> {
  for (const hold of heldNow()) if (hold.expired()) hold.stop(new Stopped('lease-lost', 'the lease could not be renewed in time'))
  const held = heldNow()
  if (held.length === 0) return
  const renewed = await renewLeases(
    db,
    held.map((hold) => hold.lease),
  )
  const still = new Map(renewed.map((row) => [row.run, row]))
  for (const hold of held) {
    const row = still.get(hold.lease.run)
    if (row) hold.renewed(row.cancelRequestedBy)
    // A run that has ended here meanwhile isn't lost: it is no longer held.
    else if (heldNow().includes(hold)) hold.stop(new Stopped('lease-lost', 'another worker has taken the run'))
  }
}
