import { formatDuration } from '../../../base/duration.ts'
import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'

/** Somebody whose snapshot keeps dead rows: VACUUM removes none that died after it. */
export type Holder = JsonObject & {
  readonly kind: 'session' | 'prepared' | 'slot' | 'standby'
  /** The same at each look: application and user, gid, slot or standby. */
  readonly name: string
  readonly pid: number | null
  readonly state: string | null
  readonly since: string | null
  /** The transaction id from which on dead rows are kept. */
  readonly xmin: string
  /** How many transaction ids ago that was. */
  readonly age: number
}

export type Horizon = JsonObject & {
  /** Oldest first. */
  readonly holders: readonly Holder[]
  /** False when the role may not see others' sessions: then a holder may be missing. */
  readonly seesAll: boolean
}

/** The oldest of all: null when nobody holds anything. Two equal ones mean that nothing became removable between. */
export const horizonOf = (horizon: Horizon): string | null => horizon.holders[0]?.xmin ?? null

/**
 * Everybody who holds back the removal of dead rows in this database: transactions, prepared ones, replication slots and standbys with feedback.
 * Sessions of other databases and those at VACUUM don't (ComputeXidHorizons in procarray.c).
 */
export async function readHorizon(target: PostgresTarget): Promise<Horizon> {
  const holders = await target.read<Holder>(sql`
    select 'session' as kind, concat_ws(' of ', coalesce(nullif(application_name, ''), backend_type, 'session'), usename) as name, pid, state,
      xact_start as since, xmin::text, age(xmin) as age
    from (
      select *, case when age(backend_xid) > age(backend_xmin) or backend_xmin is null then backend_xid else backend_xmin end as xmin
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type not in ('walsender', 'autovacuum worker')
        and pid not in (select pid from pg_stat_progress_vacuum)
    ) s where xmin is not null
    union all
    select 'prepared', gid, null, 'prepared by ' || owner, prepared, transaction::text, age(transaction)
    from pg_prepared_xacts where database = current_database()
    union all
    select 'slot', slot_name, active_pid, case when active then 'active' else 'inactive' end, null, xmin::text, age(xmin)
    from pg_replication_slots where xmin is not null
    union all
    select 'standby', coalesce(nullif(application_name, ''), host(client_addr)), pid, state, null, backend_xmin::text, age(backend_xmin)
    from pg_stat_replication where backend_xmin is not null
    order by age desc, name`)
  return { holders, seesAll: target.server.seesAll }
}

const kinds = { session: 'session', prepared: 'prepared transaction', slot: 'replication slot', standby: 'standby' } as const

/** `session psql of ann, pid 4711 (idle in transaction for 12m)` */
export function describeHolder(holder: Holder, now: string): string {
  const since = holder.since === null ? '' : ` for ${formatDuration(Math.max(0, Date.parse(now) - Date.parse(holder.since)))}`
  const state = holder.state === null ? '' : ` (${holder.state}${since})`
  return `${kinds[holder.kind]} ${holder.name}${holder.pid === null ? '' : `, pid ${holder.pid}`}${state}`
}

const cures: Readonly<Record<Holder['kind'], string>> = {
  session: 'find out what that session does; pg_terminate_backend(pid) ends it if nobody needs it.',
  prepared: 'COMMIT PREPARED or ROLLBACK PREPARED it, once you know whose it is.',
  slot: 'bring its consumer back, or drop the slot when it has none any more.',
  standby: 'look for a long query on that standby (hot_standby_feedback passes its snapshot on).',
}

export const cureOf = ({ kind, pid }: Holder): string => (pid === null ? cures[kind] : cures[kind].replace('(pid)', `(${pid})`))

/** A slot or standby has no time of beginning: it counts as long when it keeps rows for more transactions than this. */
const longAgeInTransactions = 1_000_000

/** A finding for each holder that has been there for longer than a transaction should. One for each name, however many sessions bear it. */
export function holderFindings(horizon: Horizon, now: string, longMs: number): readonly Finding[] {
  const long = horizon.holders.filter((holder) =>
    holder.since === null ? holder.age > longAgeInTransactions : Date.parse(now) - Date.parse(holder.since) >= longMs,
  )
  const byName = Map.groupBy(long, (holder) => `horizon:${holder.kind}:${holder.name}`)
  return [...byName].map(([fingerprint, [oldest, ...others]]) => ({
    fingerprint,
    severity: 'warning',
    title: `dead rows can't be removed because of ${kinds[oldest!.kind]} ${oldest!.name}`,
    detail: [
      `${describeHolder(oldest!, now)} keeps every row that died in the last ${oldest!.age} transactions.`,
      ...(others.length > 0 ? [`${others.length} more of the same name do so too.`] : []),
    ].join(' '),
    hint: cureOf(oldest!),
  }))
}
