import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext } from '../../contract.ts'
import { quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'

type Pages = { readonly done: number; readonly of: number }

/** Of VACUUM FULL the server tells how far it is; the copy that pg_repack makes is looked at. */
const progressOf = (target: PostgresTarget, table: TableName): ReturnType<typeof sql> => sql`
  select heap_blks_scanned as done, heap_blks_total as of from pg_stat_progress_cluster where pid = ${target.pid} and heap_blks_total > 0
  union all
  select least(pg_relation_size(copy.oid), pg_relation_size(t.oid)) / b.size, pg_relation_size(t.oid) / b.size
  from (select to_regclass(${quoted(table)}) as oid) t, (select current_setting('block_size')::int8 as size) b,
    lateral (select to_regclass('repack.table_' || t.oid::oid) as oid) copy
  where copy.oid is not null and not exists (
    select from pg_locks where locktype = 'relation' and relation in (t.oid, copy.oid) and mode = 'AccessExclusiveLock' and pid <> pg_backend_pid())`

/** Reports how far the rewrite of a table is, once a second, over the connection that looks on. A look that fails is passed over: progress is a comfort. */
export function watchRewrite(target: PostgresTarget, table: TableName, ctx: ApplyContext): { end(): void } {
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    target
      .watch<Pages>(progressOf(target, table))
      .then(([row]) => row && ctx.progress(row.done, row.of, 'pages'))
      .catch((error: unknown) => ctx.log.debug({ error }, 'progress of the rewrite not seen'))
      .finally(() => (looking = false))
  }, 1_000)
  return { end: () => clearInterval(timer) }
}
