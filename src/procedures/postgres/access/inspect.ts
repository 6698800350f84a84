import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { readPublicGrants } from './grants.ts'
import { readHba } from './hba.ts'
import type { AccessObservation } from './observation.ts'
import type { AccessParams } from './params.ts'
import { readPasswordStorage } from './passwords.ts'
import { readRoles } from './roles.ts'
import { signsSince } from './signs.ts'

export async function inspectAccess(target: PostgresTarget, params: AccessParams, ctx: InspectContext): Promise<AccessObservation> {
  const previous = ctx.previous as Partial<AccessObservation> | null
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const { now } = clock!
  const roles = await readRoles(target)
  return {
    now,
    major: target.server.major,
    database: target.server.database,
    roles,
    passwords: await readPasswordStorage(target),
    signs: signsSince(previous?.signs ?? null, roles, now),
    looks: (previous?.looks ?? 0) + 1,
    watchedSince: previous?.watchedSince ?? now,
    grants: await readPublicGrants(target, params),
    hba: await readHba(target),
  }
}
