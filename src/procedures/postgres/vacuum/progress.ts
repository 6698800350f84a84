import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext } from '../../contract.ts'

/** Reports how far the VACUUM of this target's connection is, once a second, over the connection that looks on. A look that fails is passed over: progress is a comfort. */
export function reportProgress(target: PostgresTarget, ctx: ApplyContext): { end(): void } {
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    target
      .watch<{ done: number; of: number }>(
        sql`select heap_blks_scanned as done, heap_blks_total as of from pg_stat_progress_vacuum where pid = ${target.pid} and heap_blks_total > 0`,
      )
      .then(([row]) => row && ctx.progress(row.done, row.of, 'pages'))
      .catch((error: unknown) => ctx.log.debug({ error }, 'progress of VACUUM not seen'))
      .finally(() => (looking = false))
  }, 1_000)
  return { end: () => clearInterval(timer) }
}
