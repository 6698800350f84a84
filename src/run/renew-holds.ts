import type { Db } from '../store/db.ts'
import { renewLeases } from '../store/lease.ts'
import { Stopped } from './checkpoint.ts'
import type { Hold } from './hold.ts'
import { markNow } from './mark.ts'

/**
 * One turn of keeping the leases of the runs that this process holds now. Turn after turn it promises that one which was taken or cancelled stops
 * soon. One whose lease isn't renewed in time stops by itself.
 */
export async function renewHolds(db: Db, heldNow: () => readonly Hold[]): Promise<void> {
  const held = heldNow()
  if (held.length === 0) return
  const asked = markNow()
  const renewed = await renewLeases(
    db,
    held.map((hold) => hold.lease),
  )
  const still = new Map(renewed.map((row) => [row.run, row]))
  for (const hold of held) {
    // A run that has ended here meanwhile isn't lost: it is no longer held.
    if (!heldNow().includes(hold)) continue
    const row = still.get(hold.lease.run)
    if (row) hold.renewed(row.cancelRequestedBy, asked)
    else hold.stop(new Stopped('lease-lost', 'another worker has taken the run'))
  }
}
