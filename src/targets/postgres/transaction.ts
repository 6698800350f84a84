import { RemoteError } from '../../base/errors.ts'
import { quoteLiteral, sql } from '../../base/sql.ts'
import type { Sql } from '../../base/sql.ts'
import type { Notice, Session } from './session.ts'
import { defaultLockTimeoutMs } from './target.ts'
import type { Limits, Transaction, WithSettings } from './target.ts'

/**
 * One transaction. Its limits are SET LOCAL, so that they end with it: behind a pooler the connection belongs to somebody else right after.
 * Rolled back when `work` throws, and what it threw passes.
 */
export async function inTransaction<T>(
  session: Session,
  options: Limits & WithSettings & { readonly access: 'read only' | 'read write' },
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const run = async <Row>(statement: Sql) => session.run<Row>(statement, options.signal)
  return session.alone(async () => {
    await run(beginWith(options))
    try {
      const result = await work({
        rows: async <Row>(statement: Sql) => (await run<Row>(statement)).rows,
        change: async (statement) => (await run(statement)).changed,
      })
      await run(sql`commit`)
      return result
    } catch (error) {
      // Fails when the connection is lost; then the server has rolled back already.
      await session.run(sql`rollback`).catch(() => undefined)
      throw error
    }
  })
}

/**
 * A limit on whole transactions (17 and newer) would end an archive or a check in the middle, and the connection with it: each of our statements has a limit of its own. Older servers don't
 * know the setting.
 */
const withoutLimit = `select set_config('transaction_timeout', '0', true) where current_setting('server_version_num')::int >= 170000`

/** Several statements in one message, to save round trips; all of them text of ours. The query is the last: `transaction_isolation` can't be set after one. */
function beginWith(options: Limits & WithSettings & { readonly access: string }): Sql {
  const local = Object.entries({ ...limitsOf(options), TimeZone: 'UTC', ...options.settings }).map(
    ([name, value]) => `set local ${name} = ${quoteLiteral(value)}`,
  )
  return { text: [`begin ${options.access}`, ...local, withoutLimit].join('; '), values: [] }
}

const limitsOf = (limits: Limits): Record<string, string> => ({
  statement_timeout: `${limits.timeoutMs}ms`,
  lock_timeout: `${limits.lockTimeoutMs ?? defaultLockTimeoutMs}ms`,
})

/** A statement that allows no transaction around it. Its settings are the session's until it has ended, then the former ones again. */
export async function withSettings(session: Session, statement: Sql, limits: Limits & WithSettings): Promise<readonly Notice[]> {
  if (!session.settingsTaken) {
    throw new RemoteError(`${session.place}: a pooler stands before the server, which takes no settings for this statement`, {
      transient: false,
      hint: 'VACUUM and the like need limits that outlast a transaction: give the target the address of the server itself.',
    })
  }
  const settings = Object.entries({ ...limitsOf(limits), ...limits.settings })
  return session.alone(async () => {
    const former = await session.run<{ name: string; value: string }>(
      sql`select name, current_setting(name) as value from unnest(${settings.map(([name]) => name)}::text[]) name`,
    )
    for (const [name, value] of settings) await session.run(sql`select set_config(${name}, ${value}, false)`)
    try {
      return (await session.run(statement, limits.signal)).notices
    } finally {
      // A lost connection has no settings to restore.
      for (const { name, value } of former.rows) await session.run(sql`select set_config(${name}, ${value}, false)`).catch(() => undefined)
    }
  })
}
