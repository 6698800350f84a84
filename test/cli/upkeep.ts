import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApp } from '../../src/app/index.ts'
import type { App } from '../../src/app/index.ts'
import { createLogger } from '../../src/base/logger.ts'
import { startWorker } from '../../src/run/worker.ts'
import type { Stack } from '../../src/stack/index.ts'
import { stackOf } from '../engine/world.ts'
import { startUpkeep, temporaryFolder, testDatabase } from '../harness/index.ts'

/** An Upkeep with a database of its own, to be used through its command line as a person does. For beforeAll; close it in afterAll. */
export type Site = {
  readonly app: App
  readonly home: string
  readonly databaseUrl: string
  /** The environment that makes a command line be about this Upkeep. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs a command to its end. */
  upkeep(...words: readonly string[]): Promise<Said>
  /** A worker in this process, until the site is closed. */
  startWorker(): Promise<void>
  file(name: string, text: string): Promise<string>
  close(): Promise<void>
}
export type Said = { readonly code: number | null; readonly out: string; readonly err: string }

/** The program of `slow` waits until a file of this name is in the home: what a test decides, no clock. */
export const gate = 'go'

const program = { does: 'command.run', target: 'here' } as const
const stackIn = (home: string): Stack =>
  stackOf(
    {
      tidy: { ...program, title: 'Tidy up', with: { run: ['true'], risk: 'safe' } },
      done: { ...program, title: 'Nothing to do', with: { run: ['true'], unless: ['true'], risk: 'safe' } },
      broken: { ...program, title: 'Always fails', with: { run: ['sh', '-c', 'echo no room >&2; exit 3'], risk: 'safe' } },
      careful: { ...program, title: 'Ask first', policy: 'approve', with: { run: ['true'], risk: 'safe' } },
      slow: { ...program, title: 'Takes its time', with: { run: ['sh', '-c', `until [ -e ${gate} ]; do sleep 0.05; done`], risk: 'safe' } },
      lost: { ...program, title: 'Nowhere', target: 'nowhere', with: { run: ['true'], risk: 'safe' }, retries: 0 },
      full: { does: 'host.resources', target: 'box', title: 'Room for logs', with: { folders: { logs: '1 B' } } },
      look: { does: 'review', target: null, title: 'Look at it', policy: 'sign-off', with: { about: 'whether all is well' } },
    },
    {
      name: 'demo',
      targets: {
        here: { name: 'here', kind: 'command', config: { directory: home, environment: [], secrets: [] } },
        box: { name: 'box', kind: 'host', config: { mounts: ['/'], folders: { logs: import.meta.dirname } } },
        nowhere: { name: 'nowhere', kind: 'command', config: { directory: join(home, 'nowhere'), environment: [], secrets: [] } },
      },
    },
  )

export async function openSite(): Promise<Site> {
  const [database, folder] = await Promise.all([testDatabase({ template: 'store' }), temporaryFolder()])
  const home = folder.path
  const log = createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
  const app = await openApp({ settings: { home, port: 0, bind: '127.0.0.1', databaseUrl: database.url }, env: {}, log })
  await app.loadStack(stackIn(home), null, 'test')
  const env = {
    UPKEEP_HOME: home,
    UPKEEP_DATABASE_URL: database.url,
    UPKEEP_PORT: '0',
    UPKEEP_LOG: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  }
  const undo: (() => Promise<unknown>)[] = [() => folder.close(), () => database.close(), () => app.close()]
  return {
    app,
    home,
    databaseUrl: database.url,
    env,
    upkeep: (...words) => say(words, env),
    startWorker: async () => {
      const worker = await startWorker(app.engine, { host: 'here' })
      undo.push(() => worker.close())
    },
    file: async (name, text) => {
      await writeFile(join(home, name), text)
      return join(home, name)
    },
    close: async () => {
      for (const step of undo.toReversed()) await step()
    },
  }
}

export async function say(words: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Said> {
  const command = startUpkeep(words, { env })
  const { code } = await command.ended
  return { code, out: command.stdout, err: command.stderr }
}
