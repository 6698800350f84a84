import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { displayName, isNamed } from '../table-name.ts'
import { unmatchedPatterns, worthKeeping } from './assess.ts'
import type { VacuumObservation } from './assess.ts'
import { readHorizon } from './horizon.ts'
import type { VacuumParams } from './params.ts'
import { withParentPast } from './parent-care.ts'
import { readParents } from './parents.ts'
import { withPast } from './past.ts'
import { inSchemas, readTableCare, readThresholds } from './table-care.ts'
import type { TableCare } from './table-care.ts'
import { isUncounted } from './uncounted.ts'

/** Of tables that need nothing, this many are kept in the observation. */
const restKept = 100
/** Of tables without counters, this many are named. */
const uncountedKept = 20

export async function inspectVacuum(target: PostgresTarget, params: VacuumParams, ctx: InspectContext): Promise<VacuumObservation> {
  const { thresholds, counted, now } = await readThresholds(target)
  const horizon = await readHorizon(target)
  const all = target.server.standby ? [] : await readTableCare(target, inSchemas(target))
  const allParents = target.server.standby ? [] : await readParents(target, inSchemas(target))
  const earlier = ctx.previous as Partial<VacuumObservation> | null
  const isMeant = ({ partOf, ...table }: Pick<TableCare, 'schema' | 'name' | 'partOf'>): boolean =>
    isNamed(table, params.tables) || (partOf !== null && isNamed(partOf, params.tables))
  const seen = all.filter(isMeant).map((table) => withPast(table, ctx.record, earlier?.tables))
  const parents = allParents.filter(isMeant).map((parent) => withParentPast(parent, ctx.record, earlier?.parents))
  const uncounted = seen.filter(isUncounted).map(displayName)
  return {
    now,
    major: target.server.major,
    standby: target.server.standby,
    counted,
    thresholds,
    horizon,
    tables: worthKeeping(seen, thresholds, params['min-dead-rows'], restKept),
    tablesSeen: seen.length,
    parents,
    unmatched: unmatchedPatterns([...seen, ...parents], params.tables),
    uncounted: uncounted.slice(0, uncountedKept),
    uncountedSeen: uncounted.length,
  }
}
