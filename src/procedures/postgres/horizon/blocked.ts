import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import { withoutLiterals } from '../../../targets/postgres/blockers.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'

/** A session that waits for a lock, or that others wait for. */
export type LockedSession = JsonObject & {
  /** 0: prepared transactions, which have no session. */
  readonly pid: number
  readonly database: string | null
  readonly user: string | null
  /** null where the role may not see it, as are state, start and query. */
  readonly application: string | null
  readonly state: string | null
  readonly transactionStart: string | null
  /** Cut, without its literals. */
  readonly query: string | null
  /** Who it waits for; empty: it waits for no lock. */
  readonly blockedBy: readonly number[]
  readonly waitsSince: string | null
  /** `AccessExclusiveLock on public.trades`; null: it waits for no lock. */
  readonly waitsFor: string | null
}

export type LocksSeen = JsonObject & {
  readonly sessions: readonly LockedSession[]
  /** More may wait than are kept in `sessions`. */
  readonly waiting: number
}

/** pg_blocking_pids stops the lock manager for a moment: it is asked for so many sessions at most, those that wait longest. */
const askedAtMost = 200

export async function readLocks(target: PostgresTarget): Promise<LocksSeen> {
  const since = target.server.major >= 14 ? sql`l.waitstart` : sql`null::timestamptz`
  const rows = await target.read<LockedSession>(sql`
    with waiting as materialized (
      select distinct on (l.pid) l.pid, ${since} as waitstart, concat_ws(' on ', l.mode, case
          when c.oid is not null then concat_ws('.', quote_ident(n.nspname), quote_ident(c.relname))
          when l.locktype = 'relation' then 'a table of another database'
          when l.locktype in ('transactionid', 'virtualxid') then 'the end of a transaction'
          else l.locktype end) as "waitsFor"
      from pg_locks l
        left join pg_class c on c.oid = l.relation and l.database in (0, (select oid from pg_database where datname = current_database()))
        left join pg_namespace n on n.oid = c.relnamespace
      where not l.granted and l.pid is not null order by l.pid, 2
    ), edges as materialized (
      select *, pg_blocking_pids(pid) as "blockedBy" from (select * from waiting order by waitstart nulls last, pid limit ${askedAtMost}) longest
    ), involved as (
      select pid from edges union select unnest("blockedBy") from edges
    )
    select i.pid, a.datname as database, a.usename as "user",
      case when starts_with(a.application_name, 'upkeep:') then 'upkeep' when a.backend_type = 'autovacuum worker' then 'autovacuum' else a.application_name end as application,
      coalesce(a.state, a.backend_type) as state, a.xact_start as "transactionStart", left(a.query, 1000) as query,
      coalesce((select array_agg(distinct b order by b) from unnest(e."blockedBy") b), '{}') as "blockedBy",
      e.waitstart as "waitsSince", e."waitsFor"
    from involved i left join edges e using (pid) left join pg_stat_activity a using (pid) order by 1`)
  const [all] = await target.read<{ waiting: number }>(sql`select count(distinct pid)::int as waiting from pg_locks where not granted`)
  return { sessions: rows.map((row) => ({ ...row, query: row.query === null ? null : withoutLiterals(row.query) })), waiting: all!.waiting }
}
