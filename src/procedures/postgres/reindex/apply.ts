import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { workingOn } from '../../../targets/postgres/working-on.ts'
import type { ApplyContext, Outcome, Step } from '../../contract.ts'
import { analyzeTable } from '../bloat/analyze.ts'
import type { AnalyzeArgs } from '../bloat/analyze.ts'
import { dropLeftover } from './drop-leftover.ts'
import type { ReindexParams } from './params.ts'
import { rebuildIndex } from './rebuild.ts'
import type { DropArgs, RebuildArgs } from './steps.ts'

/** Does one step by what its arguments say. Transactions that it would have to wait for are stop signals while it is about to begin. */
export async function applyReindex(step: Step, target: PostgresTarget, params: ReindexParams, ctx: ApplyContext): Promise<Outcome> {
  const args = step.args as RebuildArgs | DropArgs | AnalyzeArgs
  if (args.do === 'analyze') return analyzeTable(target, args, ctx)
  const { table } = args
  const waitsFor = { openMs: params['max-transaction'], which: 'concerned' } as const
  return workingOn(target, { ...table, waitsFor }, async () =>
    args.do === 'drop' ? dropLeftover(target, args, params, ctx) : rebuildIndex(target, args, params, ctx),
  )
}
