import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readHorizon } from '../vacuum/horizon.ts'
import { readLocks } from './blocked.ts'
import { readConnections } from './connections.ts'
import { readIds } from './ids.ts'
import type { HorizonObservation } from './observation.ts'
import type { HorizonParams } from './params.ts'
import { readPrepared } from './prepared.ts'
import { readRecovery } from './recovery.ts'
import { readSequences } from './sequences.ts'
import { readSessions } from './sessions.ts'
import { readSlots } from './slots.ts'
import { readStandbys } from './standbys.ts'

export async function inspectHorizon(target: PostgresTarget, params: HorizonParams): Promise<HorizonObservation> {
  const { holders, seesAll } = await readHorizon(target)
  const observed = {
    database: target.server.database,
    seesAll,
    holders,
    ids: await readIds(target),
    sessions: await readSessions(target, params),
    prepared: await readPrepared(target),
    slots: await readSlots(target),
    standbys: await readStandbys(target),
    recovery: await readRecovery(target),
    connections: await readConnections(target),
    sequences: await readSequences(target),
    locks: await readLocks(target),
  }
  // Read last: nothing that was seen is younger than that.
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  return { ...observed, now: clock!.now }
}
