import pg from 'pg'
import { onTestFinished } from 'vitest'
import { archiveRows } from '../../src/backup/archive/archive-rows.ts'
import type { Archive } from '../../src/backup/archive/shelf.ts'
import type { Span, TableRows } from '../../src/backup/table-rows.ts'
import { createLogger } from '../../src/base/logger.ts'
import postgres from '../../src/targets/postgres/index.ts'
import type { PostgresTarget } from '../../src/targets/postgres/index.ts'
import { temporaryFolder, testDatabase } from '../harness/index.ts'

/** A database with tables in it, open as a worker has it, and a folder for archives. */
export type ArchiveWorld = {
  readonly url: string
  readonly target: PostgresTarget
  readonly client: pg.Client
  readonly folder: string
  rowsOf(table: string, where?: Span): TableRows
  archive(table: string, where?: Span, more?: Partial<typeof quiet>): Promise<{ archive: Archive; made: boolean }>
  value<T>(query: string): Promise<T>
}

export const quiet = {
  checkpoint: async (): Promise<void> => {},
  progress: (_done: number, _of: number | null): void => {},
  signal: new AbortController().signal,
}

export const before = (column: string, moment: string): Span => ({ column, from: null, before: moment })

export async function archiveWorld(clusterUrl: string | undefined, ...statements: readonly string[]): Promise<ArchiveWorld> {
  const database = await testDatabase(clusterUrl === undefined ? {} : { clusterUrl })
  const folder = await temporaryFolder()
  const client = new pg.Client(database.url)
  client.on('error', () => {})
  await client.connect()
  for (const statement of statements) await client.query(statement)
  const opening = { mode: 'apply', run: { id: 'archive', fence: 1 }, signal: quiet.signal, log: createLogger({ level: 'silent' }) } as const
  const target = await postgres.open(postgres.config.parse({ url: database.url }), opening)
  onTestFinished(async () => {
    await Promise.all([target.close(), client.end()])
    await database.close()
    await folder.close()
  })
  const value = async <T>(query: string): Promise<T> => (await client.query<{ value: T }>(query)).rows[0]!.value
  const identity = await value<string>("select system_identifier || '/' || current_database() as value from pg_control_system()")
  const rowsOf = (table: string, where?: Span): TableRows => ({ database: identity, schema: 'public', table, where: where ?? null })
  return {
    url: database.url,
    target,
    client,
    folder: folder.path,
    rowsOf,
    archive: (table, where, more = {}) =>
      archiveRows(
        target,
        { folder: folder.path, rows: rowsOf(table, where), work: { stack: 'test', task: 'keep', target: 'db' } },
        { ...quiet, ...more },
      ),
    value,
  }
}
