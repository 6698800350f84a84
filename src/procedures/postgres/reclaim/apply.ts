import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { workingOn } from '../../../targets/postgres/working-on.ts'
import type { ApplyContext, Outcome, Step } from '../../contract.ts'
import { analyzeTable } from '../bloat/analyze.ts'
import type { AnalyzeArgs } from '../bloat/analyze.ts'
import { clearLeftover } from './clear-leftover.ts'
import type { ReclaimParams } from './params.ts'
import { rewriteTable } from './rewrite.ts'
import type { ClearArgs, RewriteArgs } from './steps.ts'

/** Does one step by what its arguments say. pg_repack waits for every transaction of the database: one that is open for long is a stop signal while it is about to begin. */
export async function applyReclaim(step: Step, target: PostgresTarget, params: ReclaimParams, ctx: ApplyContext): Promise<Outcome> {
  const args = step.args as RewriteArgs | ClearArgs | AnalyzeArgs
  if (args.do === 'analyze') return analyzeTable(target, args, ctx)
  if (args.do === 'clear') return clearLeftover(target, args, params, ctx)
  const waitsFor = { openMs: params['max-transaction'], which: args.do === 'repack' ? 'all' : 'concerned' } as const
  return workingOn(target, { schema: args.schema, name: args.name, waitsFor }, () => rewriteTable(target, args, params, ctx))
}
