import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi } from '../../src/api/index.ts'
import type { ApiOptions } from '../../src/api/index.ts'
import { openApp } from '../../src/app/index.ts'
import type { App } from '../../src/app/index.ts'
import type { UseCases } from '../../src/app/use-cases.ts'
import type { RunView } from '../../src/app/views/run.ts'
import type { Role } from '../../src/app/views/words.ts'
import { createLogger } from '../../src/base/logger.ts'
import { startWorker } from '../../src/run/worker.ts'
import type { Stack } from '../../src/stack/index.ts'
import { stackOf, waitFor } from '../engine/world.ts'
import { testDatabase } from '../harness/index.ts'

/** The API over the real use cases, a real database and a worker that carries out what is asked for. For beforeAll; close it in afterAll. */
export type Door = {
  readonly api: Awaited<ReturnType<typeof createApi>>
  readonly app: App
  readonly useCases: UseCases
  readonly tokens: Readonly<Record<Role, string>>
  /** Sends a request with the token of a role, or with none. */
  ask(method: string, url: string, options?: { as?: Role | null; body?: unknown; headers?: Record<string, string> }): Promise<Answer>
  /** Asks for a run of a task and waits until it has ended or waits for a person. */
  ran(task: string): Promise<RunView>
  settled(runId: string): Promise<RunView>
  close(): Promise<void>
}
export type Answer = {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  readonly json: never
}

const actor = { name: 'test', role: 'admin' } as const
const program = { does: 'command.run', target: 'here' } as const

/** tidy converges, broken leaves a finding, careful waits for an approval, look waits for a signature, records is never asked for. */
export const doorStack: Stack = stackOf(
  {
    tidy: { ...program, title: 'Tidy up', with: { run: ['true'], risk: 'safe' } },
    broken: { ...program, title: 'Always fails', with: { run: ['sh', '-c', 'echo no room >&2; exit 3'], risk: 'safe' } },
    careful: { ...program, title: 'Ask first', policy: 'approve', with: { run: ['true'], risk: 'safe' } },
    look: { does: 'review', target: null, title: 'Look at it', policy: 'sign-off', with: { about: 'whether all is well' } },
    records: { does: 'sqlite.check', target: 'records', title: 'The records are whole' },
  },
  {
    name: 'demo',
    title: 'A stack for tests',
    targets: {
      here: { name: 'here', kind: 'command', config: { directory: tmpdir(), environment: [], secrets: [] } },
      records: { name: 'records', kind: 'sqlite', config: { path: join(tmpdir(), 'no-such.db') } },
    },
  },
)

export async function openDoor(options: Partial<ApiOptions> = {}): Promise<Door> {
  const database = await testDatabase({ template: 'store' })
  const log = options.log ?? createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
  const app = await openApp({
    settings: { home: tmpdir(), port: 0, bind: '127.0.0.1', databaseUrl: database.url },
    env: {},
    log,
    supervise: true,
  })
  await app.loadStack(doorStack, null, actor.name)
  const worker = await startWorker(app.engine, { host: 'here' })
  const { useCases } = app
  const secretOf = async (role: Role): Promise<string> => (await useCases.createToken(actor, role, role)).secret
  const tokens = { viewer: await secretOf('viewer'), operator: await secretOf('operator'), admin: await secretOf('admin') }
  const api = await createApi({ useCases, log, webRoot: '/nowhere', version: '1.2.3', ...options })
  await api.ready()

  const settled = (id: string): Promise<RunView> =>
    waitFor(async () => {
      const run = await useCases.runById(id)
      return run.endedAt !== null || run.state === 'waiting' ? run : null
    }, 60_000)

  return {
    api,
    app,
    useCases,
    tokens,
    ask: async (method, url, { as = 'admin', body, headers = {} } = {}) => {
      const answer = await api.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(as === null ? {} : { authorization: `Bearer ${tokens[as]}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const isJson = String(answer.headers['content-type']).startsWith('application/json')
      return {
        status: answer.statusCode,
        headers: answer.headers as Answer['headers'],
        text: answer.body,
        json: (isJson ? answer.json() : null) as never,
      }
    },
    ran: async (task) => {
      // One that was answered a moment ago is still under way; it is not what the caller means.
      await waitFor(async () => ((await useCases.task('demo', task)).openRun?.state ?? 'waiting') === 'waiting' || null, 60_000)
      return settled((await useCases.run(actor, 'demo', task)).id)
    },
    settled,
    close: async () => {
      await api.close()
      await worker.close()
      await app.close()
      await database.close()
    },
  }
}
