import { sql } from '../base/sql.ts'
import type { Db } from '../store/db.ts'
import { listWorkers } from '../store/worker.ts'
import { version } from './version.ts'
import type { HealthView } from './views/health.ts'

/** Whether this Upkeep works: its database answers, and somebody carries out runs. `last_updated` is the end of the newest run. Never throws. */
export async function viewHealth(db: Db): Promise<HealthView> {
  try {
    const [workers, last] = await Promise.all([
      listWorkers(db),
      db.first<{ at: Date | null }>(sql`select max(ended_at) as at from upkeep.runs`),
    ])
    const alive = workers.filter((worker) => worker.alive).length
    return { status: alive > 0 ? 'ok' : 'degraded', version, database: true, workers: alive, last_updated: last?.at?.toISOString() ?? null }
  } catch {
    return { status: 'degraded', version, database: false, workers: 0, last_updated: null }
  }
}
