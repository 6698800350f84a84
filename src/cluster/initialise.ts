import { appendFile, chown, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RemoteError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import { dieWithParent } from './die-with-parent.ts'
import { superuser } from './password.ts'
import type { Place } from './place.ts'
import { outliveBackends } from './postmaster.ts'
import { runProgram } from './run-program.ts'
import type { ProgramResult } from './run-program.ts'
import type { Server } from './server.ts'
import { settingsFile } from './settings.ts'

export type InitialiseOptions = {
  readonly place: Place
  readonly server: Server
  readonly password: string
  /** False where the data is thrown away anyway: initdb then doesn't wait for the disk. */
  readonly durable: boolean
  readonly log: Logger
}

/**
 * Makes a new data folder with initdb: checksums, UTF-8, passwords for every connection. Promise: place.data either isn't there or is whole.
 * All work is done in a folder beside it, which is renamed at the end; what a killed initdb left there is cleared first.
 * The caller holds the cluster's lock.
 */
export async function initialise({ place, server, password, durable, log }: InitialiseOptions): Promise<void> {
  const unfinished = `${place.data}.new`
  // The server that a killed initdb had at work writes there until it notices.
  await outliveBackends(unfinished, log)
  await rm(unfinished, { recursive: true, force: true, maxRetries: 5 })
  await mkdir(unfinished, { mode: 0o700 })
  const passwordFile = `${unfinished}.password`
  await rm(passwordFile, { force: true })
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
    if (place.account.drop) await Promise.all([unfinished, passwordFile].map((path) => chown(path, place.account.uid, place.account.gid)))
    const started = performance.now()
    await initdb(server, place, [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync'])])
    await appendFile(join(unfinished, 'postgresql.conf'), `\ninclude_if_exists = '${settingsFile}'\n`)
    await writeFile(join(unfinished, settingsFile), '', { mode: 0o600 })
    await rename(unfinished, place.data)
    await syncFolder(dirname(place.data))
    log.info(
      { data: place.data, version: server.version, tookMs: Math.round(performance.now() - started) },
      `made a PostgreSQL ${server.version} cluster`,
    )
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** The locale is C.UTF-8: the server's own where it has it (17 on), so that no update of the system's libraries changes the order of text. */
async function initdb(server: Server, place: Place, args: readonly string[]): Promise<void> {
  const common = ['--username', superuser, '--auth=scram-sha-256', '--encoding=UTF8', '--data-checksums', '--no-instructions', ...args]
  const locales =
    server.major >= 17 ? [['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']] : [['--locale=C.UTF-8'], ['--locale=C']]
  let said: ProgramResult | undefined
  for (const locale of locales) {
    said = await runInitdb(server, place, [...common, ...locale])
    if (said.code === 0) return
    if (!said.stderr.includes('invalid locale')) break
  }
  throw new RemoteError(`initdb of PostgreSQL ${server.version} failed in ${place.data}: ${said!.problem}`, {
    transient: false,
    hint: hintFor(said!.stderr, place),
  })
}

function hintFor(stderr: string, { account }: Place): string {
  if (/no space left/i.test(stderr)) return 'free some disk space; a new cluster needs about 50 MB.'
  // A container that was given a bare number to run as.
  if (stderr.includes('could not look up')) return `give uid ${account.uid} a name (a line in /etc/passwd), or run as a user that has one.`
  return 'look at its message; UPKEEP_POSTGRES_BIN can name another server.'
}

async function runInitdb(server: Server, place: Place, args: readonly string[]): Promise<ProgramResult> {
  const [command, ...rest] = [...(await dieWithParent('SIGKILL')), join(server.binDir, 'initdb'), ...args]
  return runProgram(command!, rest, { account: place.account, timeoutMs: 300_000 })
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
