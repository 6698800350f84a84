import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'
import { findRun } from './run.ts'
import type { RunRow } from './run.ts'

/** What a worker holds of a run: see the life of a run in run.ts. */
export type Lease = { readonly run: string; readonly fence: number }

/** A lease that isn't renewed for so long may be taken by another worker, in milliseconds. Renewed every quarter of it. */
export const leaseMs = 8_000

/** The run belongs to another worker now, or has ended: stop at once and write nothing. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
  constructor(lease: Lease) {
    super(`the lease of run ${lease.run} with fence ${lease.fence} is lost: another worker has taken the run, or it has ended`)
  }
}

const until = sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`

export type Claim = {
  readonly run: RunRow
  readonly lease: Lease
  /** The worker before died or froze while it ran. */ readonly takenOver: boolean
}

/** Makes this worker the run's holder, or returns null: it has ended, waits for a person, isn't due yet, or another worker is alive on it. */
export async function claimRun(db: Db, id: string, worker: { readonly id: string; readonly host: string }): Promise<Claim | null> {
  const before = await db.first<{ state: string }>(sql`
    select state from upkeep.runs where id = ${id} and (
      (state = 'queued' and not_before <= clock_timestamp() + interval '50 milliseconds')
      or (state = 'waiting' and waiting_for = 'window' and not_before <= clock_timestamp() + interval '50 milliseconds')
      or (state = 'running' and lease_until < clock_timestamp()))
    for update skip locked`)
  if (before === null) return null
  await db.run(sql`
    update upkeep.runs set state = 'running', phase = 'inspecting', waiting_for = null, worker = ${worker.id}, worker_host = ${worker.host},
      fence = fence + 1, attempt = attempt + 1, lease_until = ${until}, started_at = coalesce(started_at, clock_timestamp())
    where id = ${id}`)
  const takenOver = before.state === 'running'
  if (takenOver)
    await db.run(sql`update upkeep.steps set state = 'interrupted', ended_at = clock_timestamp() where run = ${id} and state = 'started'`)
  const run = (await findRun(db, id))!
  return { run, lease: { run: id, fence: run.fence }, takenOver }
}

/** Renews all leases of a worker at once; returns those that it still holds, with who asked to cancel. */
export const renewLeases = (db: Db, leases: readonly Lease[]): Promise<{ run: string; cancelRequestedBy: string | null }[]> =>
  db.query(sql`
    update upkeep.runs r set lease_until = ${until}
    from unnest(${leases.map((lease) => lease.run)}::uuid[], ${leases.map((lease) => lease.fence)}::bigint[]) as held (run, fence)
    where r.id = held.run and r.fence = held.fence and r.state = 'running'
    returning r.id as run, r.cancel_requested_by as "cancelRequestedBy"`)

/** Does `work` in a transaction in which the lease holds from beginning to end; throws LeaseLost otherwise, and then nothing is written. */
export function whileHeld<T>(db: Db, lease: Lease, work: (db: Db) => Promise<T>): Promise<T> {
  return db.tx(async (tx) => {
    const held = await tx.run(
      sql`update upkeep.runs set lease_until = ${until} where id = ${lease.run} and fence = ${lease.fence} and state = 'running'`,
    )
    if (held === 0) throw new LeaseLost(lease)
    return work(tx)
  })
}
