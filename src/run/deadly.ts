import { UserError } from '../base/errors.ts'
import { countAudit } from '../store/audit.ts'
import type { RunRow } from '../store/run.ts'
import { takenOver } from './claim.ts'
import type { Engine } from './engine.ts'

/** A run under which so many workers have died is what kills them, and takes along whatever else they carry out. */
const deathsAtMost = 20

/** Throws a UserError when it is such a run. */
export async function refuseDeadly(engine: Engine, run: RunRow): Promise<void> {
  const deaths = await countAudit(engine.store, `run:${run.id}`, takenOver)
  if (deaths < deathsAtMost) return
  throw new UserError(`its worker died or froze ${deaths} times while it ran, so it is not tried again`, {
    hint: 'what its steps need (memory above all) may be more than the worker has: look at the logs of worker and machine, then run it again.',
  })
}
