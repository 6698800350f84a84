import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { workingOn } from '../../../targets/postgres/working-on.ts'
import type { ApplyContext, Outcome, Step } from '../../contract.ts'
import { applyArchive, archivedBefore } from '../archive/apply.ts'
import type { ArchiveArgs } from '../archive/plan.ts'
import { careForTable } from '../vacuum/care.ts'
import type { CareArgs } from '../vacuum/care.ts'
import { deleteRows } from './delete-rows.ts'
import type { DeleteArgs } from './delete-rows.ts'
import { dropChunks } from './drop-chunks.ts'
import type { DropChunksArgs } from './drop-chunks.ts'
import { detachPartition, dropPartition } from './take-out.ts'
import type { DetachArgs, DropArgs } from './take-out.ts'
import type { RetentionParams } from './params.ts'

/** Does one step of a retention by what its arguments say. */
export async function applyRetention(step: Step, target: PostgresTarget, params: RetentionParams, ctx: ApplyContext): Promise<Outcome> {
  if (step.args['do'] === 'archive') return applyArchive(target, step.args as ArchiveArgs, params.archive, ctx)
  const args = step.args as DeleteArgs | DetachArgs | DropArgs | DropChunksArgs | CareArgs
  const archived = (): Promise<string | null> => archivedBefore(params.archive, step.takes?.[0], ctx)
  return workingOn(target, args, async () => {
    if (args.do === 'delete') return deleteRows(target, { ...(args as DeleteArgs), archived: await archived() }, params, ctx)
    if (args.do === 'drop-chunks') return dropChunks(target, { ...(args as DropChunksArgs), archived: await archived() }, params, ctx)
    if (args.do === 'detach') return detachPartition(target, args as DetachArgs, params, ctx)
    if (args.do === 'drop') return dropPartition(target, { ...(args as DropArgs), archived: await archived() }, params, ctx)
    return careForTable(target, args as CareArgs, params, ctx)
  })
}
