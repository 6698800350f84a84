import { cut } from '../../base/cut.ts'
import type { JsonObject } from '../../base/json.ts'
import { formatMoment } from '../../base/moment.ts'
import type { Sql } from '../../base/sql.ts'
import { sql } from '../../base/sql.ts'
import { maskLiterals } from './mask-literals.ts'

/** A session that stands in the way of another, as evidence. */
export type Blocker = JsonObject & {
  /** 0: a prepared transaction, which has no session. */
  readonly pid: number
  readonly user: string | null
  readonly application: string | null
  readonly kind: string | null
  readonly state: string | null
  readonly queryStart: string | null
  readonly transactionStart: string | null
  /** Cut to 120 characters, literals left out: they may be secrets or personal. */
  readonly query: string | null
}

/** Of pg_stat_activity `a`, what a Blocker says beside its pid. */
export const describedSession = sql`a.usename as "user", a.application_name as application, a.backend_type as kind, a.state,
  a.query_start as "queryStart", a.xact_start as "transactionStart", left(a.query, 1000) as query`

/** Who the sessions of that name wait for just now. By name, since a pooler may let each transaction run in another process of the server. */
export const blockersOf = (name: string): Sql => sql`
  select b.pid, ${describedSession}
  from (select distinct unnest(pg_blocking_pids(w.pid)) as pid from pg_stat_activity w where w.application_name = ${name}) b left join pg_stat_activity a using (pid) order by a.xact_start nulls last`

/** Who holds a lock on the relation that VACUUM, ANALYZE and schema changes can't share. */
export const lockHoldersOf = (relation: Sql): Sql => sql`
  select distinct on (a.pid) coalesce(l.pid, 0) as pid, ${describedSession} from pg_locks l left join pg_stat_activity a using (pid)
  where l.locktype = 'relation' and l.relation = ${relation} and l.granted and l.pid is distinct from pg_backend_pid()
    and l.database = (select oid from pg_database where datname = current_database())
    and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`

export function tidyBlocker(blocker: Blocker): Blocker {
  return { ...blocker, query: blocker.query === null ? null : withoutLiterals(blocker.query) }
}

/** One line, at most 120 characters, each literal as …; comments left out. */
export function withoutLiterals(query: string): string {
  return cut(maskLiterals(query), 120)
}

/** `pid 4711 (psql, user ann, idle in transaction since 2025-11-22 06:12:03 UTC: update …)` */
export function describeBlocker(blocker: Blocker): string {
  if (blocker.pid === 0) return 'a prepared transaction'
  if (blocker.kind === 'autovacuum worker') return `pid ${blocker.pid} (autovacuum)`
  const since = blocker.state?.startsWith('idle in transaction') ? blocker.transactionStart : blocker.queryStart
  const parts = [
    blocker.application || blocker.kind,
    blocker.user && `user ${blocker.user}`,
    blocker.state && `${blocker.state}${since ? ` since ${formatMoment(since)}` : ''}${blocker.query ? `: ${blocker.query}` : ''}`,
  ].filter(Boolean)
  return `pid ${blocker.pid} (${parts.join(', ')})`
}
