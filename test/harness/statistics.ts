import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Up to PostgreSQL 14 a collector process shows twice a second (PGSTAT_STAT_INTERVAL) what sessions have counted that ended before; later servers show it at once. */
const collectorMs = 600

/** Ends the session, and comes back when what it counted is shown to the next one. */
export async function endCounted(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ late: boolean }>(`select current_setting('server_version_num')::int < 150000 as late`)
  await client.end()
  if (rows[0]!.late) await sleep(collectorMs)
}
