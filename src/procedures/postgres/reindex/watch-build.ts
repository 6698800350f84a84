import { sql } from '../../../base/sql.ts'
import { blockersOf, tidyBlocker } from '../../../targets/postgres/blockers.ts'
import type { Blocker } from '../../../targets/postgres/blockers.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext } from '../../contract.ts'
import { percentDone } from './build-phase.ts'
import type { BuildPhase } from './build-phase.ts'

/**
 * Looks at the build of this target's connection once a second, over the connection that looks on: reports how far it is, and keeps whom it last waited for, since
 * after a time-out there is nothing to see any more. A look that fails is passed over.
 */
export function watchBuild(target: PostgresTarget, ctx: ApplyContext): { blockers(): readonly Blocker[]; end(): void } {
  let blockers: readonly Blocker[] = []
  let looking = false
  const look = async (): Promise<void> => {
    const [phase] = await target.watch<BuildPhase>(
      sql`select phase, blocks_done as "blocksDone", blocks_total as "blocks", tuples_done as "rowsDone", tuples_total as "rows" from pg_stat_progress_create_index where pid = ${target.pid}`,
    )
    if (phase) ctx.progress(percentDone(phase), 100, '%')
    const seen = await target.watch<Blocker>(blockersOf(target.sessionName))
    if (seen.length > 0) blockers = seen.map(tidyBlocker)
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    look()
      .catch((error: unknown) => ctx.log.debug({ error }, 'progress of the build not seen'))
      .finally(() => (looking = false))
  }, 1_000)
  return { blockers: () => blockers, end: () => clearInterval(timer) }
}
