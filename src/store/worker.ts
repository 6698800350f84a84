import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** A process that carries out runs. One that hasn't been seen for `aliveMs` counts as dead. */
export type WorkerRow = {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly startedAt: Date
  readonly seenAt: Date
  readonly alive: boolean
  readonly running: number
}

export const aliveMs = 10_000

export async function seeWorker(db: Db, worker: { readonly id: string; readonly host: string; readonly pid: number }): Promise<void> {
  await db.run(sql`
    insert into upkeep.workers (id, host, pid) values (${worker.id}, ${worker.host}, ${worker.pid})
    on conflict (id) do update set seen_at = clock_timestamp()`)
}

export const removeWorker = (db: Db, id: string): Promise<number> => db.run(sql`delete from upkeep.workers where id = ${id}`)

/** Forgets workers that have been dead for an hour. */
export const forgetDeadWorkers = (db: Db): Promise<number> =>
  db.run(sql`delete from upkeep.workers where seen_at < clock_timestamp() - interval '1 hour'`)

export const listWorkers = (db: Db): Promise<WorkerRow[]> =>
  db.query<WorkerRow>(sql`
    select id, host, pid, started_at as "startedAt", seen_at as "seenAt", seen_at > clock_timestamp() - ${aliveMs} * interval '1 millisecond' as alive,
      (select count(*) from upkeep.runs where worker = workers.id and state = 'running') as running
    from upkeep.workers order by started_at`)
