import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'

export type ConnectionsSeen = JsonObject & {
  readonly used: number
  readonly max: number
  /** Of these, kept back for superusers and members of pg_use_reserved_connections. */
  readonly reserved: number
  /** Who has most, at most ten. */
  readonly by: readonly {
    readonly database: string | null
    readonly user: string | null
    /** null where the role may not see it. */
    readonly application: string | null
    readonly connections: number
    readonly idle: number
  }[]
}

/** Of others' sessions a role without pg_monitor sees database and user, and not what kind they are: what has a database then counts. */
export async function readConnections(target: PostgresTarget): Promise<ConnectionsSeen> {
  const [row] = await target.read<ConnectionsSeen>(sql`
    with clients as (
      select datname, usename, case when starts_with(application_name, 'upkeep:') then 'upkeep' else nullif(application_name, '') end as application, state
      from pg_stat_activity where backend_type = 'client backend' or (backend_type is null and datid is not null)
    ), groups as (
      select datname as database, usename as "user", application, count(*)::int as connections, (count(*) filter (where state = 'idle'))::int as idle
      from clients group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 10
    )
    select (select count(*)::int from clients) as used, current_setting('max_connections')::int as max,
      current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true)::int, 0) as reserved,
      coalesce((select json_agg(groups) from groups), '[]') as by`)
  return row!
}

/** At this share of those that are for everybody new ones are refused within moments. (The project's rules for PostgreSQL warn at 80 % of all.) */
const criticalPercent = 95

export function connectionFindings(seen: ConnectionsSeen, warnPercent: number): readonly Finding[] {
  const percent = (seen.used / seen.max) * 100
  const open = Math.max(0, seen.max - seen.reserved)
  const critical = seen.used >= (open * criticalPercent) / 100
  if (percent < warnPercent && !critical) return []
  const by = seen.by
    .slice(0, 5)
    .map(
      ({ database, user, application, connections, idle }) =>
        `${connections} of ${application ?? 'a nameless application'} (user ${user ?? '?'}, database ${database ?? '?'}), ${idle} of them idle`,
    )
  return [
    {
      fingerprint: 'connections',
      severity: critical ? 'critical' : 'warning',
      title: 'connections run out',
      detail: [
        `${seen.used} of ${seen.max} are in use (${Math.round(percent)} %, limit ${warnPercent} %); ${seen.reserved} are kept for superusers, and ${Math.max(0, open - seen.used)} are left for everybody else.`,
        ...by,
      ].join('\n'),
      hint: 'let whoever has many idle ones pool them, or put a pooler in front; a higher max_connections costs memory.',
    },
  ]
}
