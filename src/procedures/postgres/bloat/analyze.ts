import type { JsonObject } from '../../../base/json.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { workingOn } from '../../../targets/postgres/working-on.ts'
import type { ApplyContext, Outcome, Step } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { careForTable } from '../vacuum/care.ts'
import { vacuumParams } from '../vacuum/params.ts'
import { analyzeStatement } from '../vacuum/statement.ts'

export type AnalyzeArgs = JsonObject & TableName & { readonly do: 'analyze'; readonly vacuum: null; readonly analyze: string }

export const analyzeKey = (table: TableName): string => `analyze:${displayName(table)}`

/** Before the bloat of a table, or of its indexes, can be told. */
export const analyzeStep = (table: TableName, tableBytes: number): Step => ({
  key: analyzeKey(table),
  title: `Analyze ${displayName(table)}: too much has changed since the last time, or none is on record, to tell the bloat`,
  risk: 'safe',
  preview: { statement: analyzeStatement(table), bytes: tableBytes },
  args: { do: 'analyze', schema: table.schema, name: table.name, vacuum: null, analyze: analyzeStatement(table) } satisfies AnalyzeArgs,
  expectedMs: 5_000,
})

const manner = vacuumParams.parse({})

export const analyzeTable = (target: PostgresTarget, args: AnalyzeArgs, ctx: ApplyContext): Promise<Outcome> =>
  workingOn(target, { schema: args.schema, name: args.name }, () => careForTable(target, args, manner, ctx))
