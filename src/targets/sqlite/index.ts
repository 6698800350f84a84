import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { durationSchema } from '../../base/duration.ts'
import { defineConnector } from '../connector.ts'
import { openConnection } from './connection.ts'
import { locateDatabase, measureFiles } from './database-file.ts'
import type { PageCounts } from './header.ts'
import type { QueryOptions, SqliteTarget } from './target.ts'

export { isBusy, isDamaged, isUnfinished, SqliteError, TookTooLong } from './failure.ts'
export { climb, lockTimeoutMs } from './busy-ladder.ts'
export type { PageCounts } from './header.ts'
export type { SqliteTarget } from './target.ts'

export default defineConnector({
  kind: 'sqlite',
  title: 'SQLite',
  summary: 'A SQLite database file on the machine that the worker runs on.',
  config: z.strictObject({
    path: z
      .string()
      .refine((text) => isAbsolute(text) || text.startsWith('${'), {
        error: ({ input }) => `expected a path from the root, such as /srv/app/app.db, found ${JSON.stringify(input)}`,
      })
      .describe(
        'The database file. It must exist; its folder must be writable for the account of the worker when the database is in WAL mode.',
      ),
    'busy-timeout': durationSchema
      .refine((ms) => ms <= 60_000, 'expected at most 60s')
      .prefault('5s')
      .describe(
        'How long a look waits while another program keeps the database locked. What changes something waits for 1s at most, so that nobody queues up behind it, and tries again.',
      ),
  }),
  example: ['database:', '  kind: sqlite', '  path: /srv/cryptobot/database/cryptobot.db'].join('\n'),

  async open(config, { mode, signal }): Promise<SqliteTarget> {
    const path = await locateDatabase(config.path)
    const connection = openConnection(path, mode, signal)
    try {
      await connection.ask({ what: 'header' })
    } catch (error) {
      await connection.close()
      throw error
    }
    const query: SqliteTarget['query'] = async <Row>(sql: string, { busyMs = config['busy-timeout'], timeoutMs }: QueryOptions = {}) =>
      (await connection.ask({ what: 'rows', sql, busyMs, timed: timeoutMs !== undefined }, timeoutMs)) as readonly Row[]
    return {
      path,
      query,
      files: () => measureFiles(path),
      unfinished: async () => (await connection.ask({ what: 'unfinished' })) as PageCounts,
      // Reads the file, where opening it would not.
      ping: async () => void (await query('PRAGMA schema_version')),
      close: connection.close,
    }
  },
})
