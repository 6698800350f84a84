import type { InspectContext } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { CareOutcome } from './care.ts'
import type { SeenTable } from './needs.ts'
import type { TableCare } from './table-care.ts'

/**
 * A table with what Upkeep did to it before: in this run by the steps' records, in an earlier one by what that one saw at its end (`earlier`; it may
 * come from an older version of Upkeep, so nothing is taken for granted about it).
 */
export function withPast(
  table: TableCare,
  record: InspectContext['record'],
  earlier: readonly Partial<SeenTable>[] | undefined,
): SeenTable {
  const name = displayName(table)
  const outcome = (record(`vacuum:${name}`) ?? record(`analyze:${name}`))?.outcome as CareOutcome | undefined
  const before = earlier?.find((seen) => seen.schema === table.schema && seen.name === table.name)
  return {
    ...table,
    vacuumedAtHorizon: outcome?.vacuumed ? outcome.horizon : (before?.vacuumedAtHorizon ?? null),
    afterCare: outcome?.after ?? null,
  }
}
