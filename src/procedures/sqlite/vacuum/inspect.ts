import type { JsonObject } from '../../../base/json.ts'
import type { SqliteTarget } from '../../../targets/sqlite/index.ts'
import type { InspectContext } from '../../contract.ts'
import { longestReadMs } from '../patience.ts'
import { readStorage } from '../storage.ts'
import type { Storage } from '../storage.ts'
import { readTables } from '../table.ts'
import type { TableSeen } from '../table.ts'
import type { VacuumParams } from './params.ts'

/** What vacuum saw. */
export type VacuumObservation = JsonObject & {
  readonly now: string
  readonly path: string
  readonly storage: Storage
  /** null: not asked for, or not readable while `storage.unfinished`. */
  readonly tables: readonly TableSeen[] | null
  /** This run has refreshed the statistics already: it is not done twice, whatever SQLite makes of them. */
  readonly analyzed: boolean
}

export async function inspectVacuum(target: SqliteTarget, params: VacuumParams, ctx: InspectContext): Promise<VacuumObservation> {
  const storage = await readStorage(target)
  const wanted = params.analyze && !storage.unfinished
  return {
    now: ctx.now.toISOString(),
    path: target.path,
    storage,
    tables: wanted ? (await readTables(target, longestReadMs(storage))).tables : null,
    analyzed: ctx.record('analyze') !== null,
  }
}
