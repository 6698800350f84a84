import pg from 'pg'
import { onTestFinished } from 'vitest'
import { openApp } from '../../src/app/index.ts'
import type { App } from '../../src/app/index.ts'
import { createLogger } from '../../src/base/logger.ts'
import type { ProofOf } from '../../src/run/engine.ts'
import { requestRun } from '../../src/run/request.ts'
import { runHere } from '../../src/run/run-here.ts'
import type { Task } from '../../src/stack/model.ts'
import type { ArchiveRow } from '../../src/store/archive.ts'
import { listArchives } from '../../src/store/archive.ts'
import { listFindings } from '../../src/store/finding.ts'
import { findRun } from '../../src/store/run.ts'
import type { RunRow } from '../../src/store/run.ts'
import { listSteps } from '../../src/store/step.ts'
import { operator, stackOf } from '../engine/world.ts'
import { startUpkeep, temporaryFolder, testDatabase } from '../harness/index.ts'

/** A whole Upkeep with a task that deletes what it has archived, and the database that it cares for. */
export type ArchiveSite = {
  readonly app: App
  readonly client: pg.Client
  readonly folder: string
  /** Runs the task `keep` here until it ends or waits. `beforeProof` is called whenever a step is about to be asked for its proof. */
  run(beforeProof?: () => Promise<unknown>, options?: { approve: boolean }): Promise<RunRow>
  /** Each step of a run with its state. */
  steps(run: RunRow): Promise<readonly string[]>
  openFindings(): Promise<readonly { fingerprint: string; title: string; detail: string | null; hint: string | null }[]>
  archives(): Promise<readonly ArchiveRow[]>
  change(task: Partial<Task>): Promise<void>
  value<T>(query: string): Promise<T>
  upkeep(...words: readonly string[]): Promise<{ code: number | null; out: string; err: string }>
}

export const archiveSite = (task: Partial<Task>, ...statements: readonly string[]): Promise<ArchiveSite> =>
  archiveSiteOn({}, task, ...statements)

/** The same, with its database on a server of the test's own. */
export async function archiveSiteOn(
  server: { readonly clusterUrl?: string },
  task: Partial<Task>,
  ...statements: readonly string[]
): Promise<ArchiveSite> {
  const [state, database, home, archives] = await Promise.all([
    testDatabase({ template: 'store' }),
    testDatabase(server),
    temporaryFolder(),
    temporaryFolder(),
  ])
  const env = { TARGET_URL: database.url }
  const log = createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
  const app = await openApp({ settings: { home: home.path, port: 0, bind: '127.0.0.1', databaseUrl: state.url }, env, log })
  const client = new pg.Client(database.url)
  client.on('error', () => {})
  await client.connect()
  onTestFinished(async () => {
    await Promise.all([app.close(), client.end()])
    await Promise.all([state.close(), database.close(), home.close(), archives.close()])
  })
  for (const statement of statements) await client.query(statement)
  const change = (changed: Partial<Task>): Promise<void> => {
    const keep = { does: 'postgres.retention', proof: 'archive', retries: 0, ...changed } as const
    return app.loadStack(stackOf({ keep }), null, 'test')
  }
  const archive = { folder: archives.path }
  await change({ ...task, with: { archive, ...task.with } })
  return {
    app,
    client,
    folder: archives.path,
    run: async (beforeProof, { approve } = { approve: false }) => {
      const id = await requestRun(app.engine, operator, { stack: 'test', task: 'keep', mode: 'run', approve })
      const proofOf: ProofOf = async (...asked) => {
        await beforeProof?.()
        return app.engine.proofOf(...asked)
      }
      await runHere({ ...app.engine, proofOf }, id)
      return (await findRun(app.engine.store, id))!
    },
    steps: async (run) => (await listSteps(app.engine.store, run.id)).map(({ key, state: how }) => `${key} ${how}`),
    openFindings: () => listFindings(app.engine.store),
    archives: () => listArchives(app.engine.store),
    change,
    value: async <T>(query: string) => (await client.query<{ value: T }>(query)).rows[0]!.value,
    upkeep: async (...words) => {
      const command = startUpkeep(words, { env: { ...env, UPKEEP_HOME: home.path, UPKEEP_DATABASE_URL: state.url, UPKEEP_PORT: '0' } })
      const { code } = await command.ended
      return { code, out: command.stdout, err: command.stderr }
    },
  }
}
