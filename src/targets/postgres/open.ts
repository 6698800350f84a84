import { UserError } from '../../base/errors.ts'
import { oldestMajor } from '../../base/postgres-version.ts'
import { sql } from '../../base/sql.ts'
import type { Sql } from '../../base/sql.ts'
import type { Opening } from '../connector.ts'
import { readAddress } from './config.ts'
import type { PostgresConfig } from './config.ts'
import { endOlderSessions, sessionName } from './fence.ts'
import { lookoutOver } from './lookout.ts'
import type { Lookout } from './lookout.ts'
import { readSignals } from './read-signals.ts'
import { openSession } from './session.ts'
import type { Session } from './session.ts'
import { defaultLockTimeoutMs } from './target.ts'
import type { Limits, PostgresTarget, Server, WorkedTable } from './target.ts'
import { inTransaction, withSettings } from './transaction.ts'

/** Opens a database, and ends what earlier workers of the same run left open on it. */
export async function openPostgres(config: PostgresConfig, opening: Opening): Promise<PostgresTarget> {
  const address = readAddress(config.url)
  const connect = async (readOnly: boolean): Promise<Session> =>
    openSession({
      address,
      name: sessionName(opening.run),
      signal: opening.signal,
      settings: {
        ...(readOnly && { default_transaction_read_only: 'on' }),
        TimeZone: 'UTC',
        DateStyle: 'ISO',
        statement_timeout: `${config['statement-timeout']}ms`,
        lock_timeout: `${defaultLockTimeoutMs}ms`,
        idle_in_transaction_session_timeout: '60s',
      },
    })
  const opened = await connect(opening.mode === 'inspect')
  try {
    const { server, pid, settingsTaken } = await identify(opened)
    const session: Session = { ...opened, settingsTaken }
    if (opening.mode === 'apply') refuseUnfit(server)
    const ended = await endOlderSessions(session, opening.run)
    if (ended > 0) opening.log.warn({ ended, place: session.place }, 'ended sessions of an earlier worker of this run')
    if (opening.mode === 'apply') await noticeDeadClients(session)
    if (session.settingsTaken) await takeOwnTime(session)
    const lookout = lookoutOver(async () => {
      const second = await connect(true)
      if (session.settingsTaken) await takeOwnTime(second)
      return second
    })
    return {
      ...callsOver(session, { pid, server }, lookout, config, opening.mode),
      server,
      pid,
      sessionName: sessionName(opening.run),
      programEnvironment: session.programEnvironment,
      schemas: config.schemas ?? null,
      close: async () => {
        await Promise.all([session.close(), lookout.close()])
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

type Calls = Omit<PostgresTarget, 'server' | 'pid' | 'sessionName' | 'programEnvironment' | 'schemas' | 'close'>

type Own = { readonly pid: number; readonly server: Server }

function callsOver(session: Session, { pid, server }: Own, lookout: Lookout, config: PostgresConfig, mode: Opening['mode']): Calls {
  const timeoutMs = config['statement-timeout']
  let worked: WorkedTable | null = null
  const mayWrite = (): void => {
    if (mode === 'inspect') throw new Error('a target that was opened to inspect was asked to write')
  }
  return {
    ping: async () => {
      await session.alone(async () => session.run(sql`select 1`))
    },
    read: async <Row>(statement: Sql, limits: Partial<Limits> = {}) =>
      inTransaction(session, { timeoutMs, ...limits, access: 'read only' }, async (transaction) => transaction.rows<Row>(statement)),
    reads: async (work, limits = {}) => inTransaction(session, { timeoutMs, ...limits, access: 'read only' }, work),
    write: async (work, limits) => {
      mayWrite()
      return inTransaction(session, { ...limits, access: 'read write' }, work)
    },
    utility: async (statement, limits) => {
      mayWrite()
      return withSettings(session, statement, limits)
    },
    watch: lookout.watch,
    workOn: (table) => {
      worked = table
    },
    stopSignals: async () => {
      // Work whose connection is gone can't go on at a better time either.
      session.throwIfLost()
      return readSignals(lookout, { pid, server, limits: config }, worked)
    },
  }
}

/** A pooler may let settings pass and drop them (`ignore_startup_parameters = options` of PgBouncer): only the server knows what reached it. */
async function identify(session: Session): Promise<{ server: Server; pid: number; settingsTaken: boolean }> {
  const { rows } = await session.run<Omit<Server, 'major' | 'place'> & { pid: number; taken: boolean }>(sql`
    select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby, current_database() as database,
      current_user::text as "user", pg_has_role(current_user, 'pg_read_all_stats', 'usage') as "seesAll", pg_backend_pid() as pid,
      (select source = 'client' from pg_settings where name = 'lock_timeout') as taken`)
  const { pid, taken, ...row } = rows[0]!
  return {
    pid,
    settingsTaken: session.settingsTaken && taken,
    server: { ...row, major: Math.floor(row.version / 10_000), place: session.place },
  }
}

function refuseUnfit(server: Server): void {
  if (server.standby) {
    throw new UserError(`${server.place} is a standby: it can be looked at, but nothing can be changed there`, {
      code: 'conflict',
      hint: 'point the target at the primary.',
    })
  }
  if (server.major < oldestMajor) {
    throw new UserError(`${server.place} is PostgreSQL ${server.major}, which Upkeep looks at but doesn't change`, {
      hint: `upgrade to ${oldestMajor} or newer.`,
    })
  }
}

/** A statement whose client was killed ends within 2 s instead of running on. Not every platform can (Windows can't): then the next worker ends it. */
async function noticeDeadClients(session: Session): Promise<void> {
  if (!session.settingsTaken) return
  await session.run(sql`set client_connection_check_interval = '2s'`).catch(() => undefined)
}

/**
 * A limit on whole transactions (17 and newer) would end a VACUUM or a rebuild in the middle, one on idle sessions (14 and newer) a pause of the work: each of our statements
 * has a limit of its own. Behind a pooler each transaction lifts the first for itself, and its sessions are not ours to keep.
 */
async function takeOwnTime(session: Session): Promise<void> {
  await session.run(sql`select set_config(name, '0', false) from pg_settings where name in ('transaction_timeout', 'idle_session_timeout')`)
}
