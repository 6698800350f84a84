import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { displayName, isNamed } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { unmatchedPatterns, worthKeeping } from './assess.ts'
import type { SeenTable, VacuumObservation } from './assess.ts'
import { readHorizon } from './horizon.ts'
import type { CareOutcome } from './care.ts'
import type { VacuumParams } from './params.ts'
import { inSchemas, readTableCare, readThresholds } from './table-care.ts'
import type { TableCare } from './table-care.ts'

/** Of tables that need nothing, this many are kept in the observation. */
const restKept = 100

export async function inspectVacuum(target: PostgresTarget, params: VacuumParams, ctx: InspectContext): Promise<VacuumObservation> {
  const { thresholds, counted } = await readThresholds(target)
  const horizon = await readHorizon(target)
  const all = target.server.standby ? [] : await readTableCare(target, inSchemas(target))
  const seen = all.filter((table) => isNamed(table, params.tables)).map((table) => withPast(table, ctx))
  return {
    now: ctx.now.toISOString(),
    major: target.server.major,
    standby: target.server.standby,
    counted,
    thresholds,
    horizon,
    tables: worthKeeping(seen, thresholds, params['min-dead-rows'], restKept),
    tablesSeen: seen.length,
    unmatched: unmatchedPatterns(seen, params.tables),
  }
}

/** A table with what Upkeep did to it before: in this run by the steps' records, in an earlier one by what that one saw at its end. */
export function withPast(table: TableCare, ctx: Pick<InspectContext, 'record' | 'previous'>): SeenTable {
  const outcome = careRecord(table, ctx)
  const earlier = previousTables(ctx).find(({ schema, name }) => schema === table.schema && name === table.name)
  return { ...table, vacuumedAtHorizon: outcome?.vacuumed ? outcome.horizon : (earlier?.vacuumedAtHorizon ?? null), afterCare: outcome?.after ?? null }
}

function careRecord(table: TableName, ctx: Pick<InspectContext, 'record'>): CareOutcome | null {
  const name = displayName(table)
  const record = ctx.record(`vacuum:${name}`) ?? ctx.record(`analyze:${name}`)
  return record ? (record.outcome as CareOutcome) : null
}

type Past = { readonly tables?: readonly Pick<SeenTable, 'schema' | 'name' | 'vacuumedAtHorizon'>[] }

const previousTables = ({ previous }: Pick<InspectContext, 'previous'>): NonNullable<Past['tables']> => (previous as Past | null)?.tables ?? []

/** One table by its name, or null when it is gone. */
export async function readOne(target: PostgresTarget, table: TableName): Promise<TableCare | null> {
  const [row] = await readTableCare(target, sql`n.nspname = ${table.schema} and c.relname = ${table.name}`)
  return row ?? null
}
