import { formatDuration } from '../../../base/duration.ts'
import { fitsGlob } from '../../../base/glob.ts'
import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import { withoutLiterals } from '../../../targets/postgres/blockers.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'
import type { HorizonParams } from './params.ts'

/** A session inside a transaction. */
export type SessionSeen = JsonObject & {
  readonly pid: number
  readonly database: string
  readonly user: string | null
  readonly application: string
  /** active, idle in transaction, idle in transaction (aborted), fastpath function call */
  readonly state: string
  readonly transactionStart: string
  /** When the statement began; for one that idles, when it began to. */
  readonly stateStart: string
  /** `Lock: transactionid`; null: it works, or waits for its client. */
  readonly waitsFor: string | null
  /** Cut, without its literals. */
  readonly query: string
}

const sessionsKept = 500

/** Those whose transaction is older than 10 s, or than the shortest limit, oldest first. Upkeep's own are left out: they have deadlines of their own. */
export async function readSessions(target: PostgresTarget, params: HorizonParams): Promise<readonly SessionSeen[]> {
  const olderThanMs = Math.min(10_000, params.active, params['idle-in-transaction'], params.transaction)
  const rows = await target.read<SessionSeen>(sql`
    select pid, datname as database, usename as "user", application_name as application, state, xact_start as "transactionStart",
      case when starts_with(state, 'idle') then state_change else query_start end as "stateStart",
      case when state = 'active' then nullif(concat_ws(': ', wait_event_type, wait_event), 'Client: ClientRead') end as "waitsFor", left(query, 1000) as query
    from pg_stat_activity
    where backend_type = 'client backend' and xact_start <= now() - ${olderThanMs} * interval '1 millisecond' and datname is not null
      and pid <> pg_backend_pid() and not starts_with(application_name, 'upkeep:')
    order by xact_start, pid limit ${sessionsKept}`)
  return rows.map((row) => ({ ...row, waitsFor: row.waitsFor || null, query: withoutLiterals(row.query) }))
}

const troubles = {
  idle: {
    title: 'idles inside a transaction',
    hint: 'the application should commit or roll back; idle_in_transaction_session_timeout ends such sessions.',
  },
  active: {
    title: 'runs a statement for long',
    hint: 'look at its plan; `ignore-applications` of the task leaves out those that may take their time.',
  },
  transaction: {
    title: 'keeps a transaction open for long',
    hint: 'the application should work in shorter transactions; until it ends, no dead row of that time can be removed.',
  },
} as const
type Trouble = keyof typeof troubles

/** One finding for each trouble, database, user and application, however many sessions there are: pids come and go. */
export function sessionFindings(sessions: readonly SessionSeen[], params: HorizonParams, now: string): readonly Finding[] {
  const watched = sessions.filter(({ application }) => !params['ignore-applications'].some((pattern) => fitsGlob(application, pattern)))
  const troubled = watched.flatMap((session) => {
    const trouble = troubleOf(session, params, now)
    return trouble === null ? [] : [{ session, trouble, fingerprint: `session-${trouble}:${whose(session)}` }]
  })
  return [...Map.groupBy(troubled, ({ fingerprint }) => fingerprint)].map(([fingerprint, group]) => {
    const { trouble, session } = group[0]!
    const told = group.slice(0, 5).map((one) => describe(one.session, trouble, now))
    return {
      fingerprint,
      severity: 'warning',
      title: `${session.application || 'a nameless application'} of ${session.user ?? 'an unknown user'} in ${session.database} ${troubles[trouble].title}`,
      detail: [...told, ...(group.length > 5 ? [`and ${group.length - 5} more`] : [])].join('\n'),
      hint: troubles[trouble].hint,
    }
  })
}

/** Database, user and application: what stays the same when the session itself is another. */
export const whose = (session: {
  readonly database: string | null
  readonly user: string | null
  readonly application: string | null
}): string => [session.database, session.user, session.application].map((part) => part || '-').join(':')

function troubleOf(session: SessionSeen, params: HorizonParams, now: string): Trouble | null {
  const age = (start: string): number => Date.parse(now) - Date.parse(start)
  const idle = session.state.startsWith('idle')
  if (idle && age(session.stateStart) >= params['idle-in-transaction']) return 'idle'
  if (!idle && age(session.stateStart) >= params.active) return 'active'
  return age(session.transactionStart) >= params.transaction ? 'transaction' : null
}

function describe(session: SessionSeen, trouble: Trouble, now: string): string {
  const start = trouble === 'transaction' ? session.transactionStart : session.stateStart
  const waits = session.waitsFor === null ? '' : `, waiting for ${session.waitsFor}`
  return `pid ${session.pid} for ${formatDuration(Date.parse(now) - Date.parse(start))}${waits}: ${session.query}`
}
