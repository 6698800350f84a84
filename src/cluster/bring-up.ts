import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError, UserError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import type { Address } from './address.ts'
import { freePort } from './free-port.ts'
import { initialise } from './initialise.ts'
import { launch } from './launch.ts'
import type { LaunchOutcome } from './launch.ts'
import type { Place } from './place.ts'
import { outliveBackends } from './postmaster.ts'
import type { Postmaster } from './postmaster.ts'
import { resetPassword } from './reset-password.ts'
import { hasLibrary } from './server.ts'
import type { Server } from './server.ts'
import { fatalLines } from './server-log.ts'
import { defaultSettings, writeSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { writeWhole } from '../base/write-whole.ts'

export type BringUpOptions = {
  readonly place: Place
  readonly server: Server
  readonly secret: { readonly password: string; readonly fresh: boolean }
  readonly isNew: boolean
  readonly name: string
  readonly tcp: boolean
  readonly settings: Settings
  readonly preload: readonly string[]
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly log: Logger
}

/**
 * Gets a server of our own onto a data folder on which no postmaster runs: makes the folder where it is new, sets the password anew where it was
 * lost, waits for the backends of a dead server, and starts. The caller holds the cluster's locks.
 */
export async function bringUp(options: BringUpOptions): Promise<{ readonly address: Address; readonly postmaster: Postmaster }> {
  const { place, server, secret, log } = options
  if (options.isNew) await initialise({ place, server, password: secret.password, durable: options.settings['fsync'] !== 'off', log })
  else await outliveBackends(place.data, log, undefined, options.signal)
  if (!options.isNew && secret.fresh) {
    log.warn({ home: place.home }, 'the password of the embedded database was lost: setting a new one')
    await resetPassword(place, server, secret.password)
  }
  await writeSettings(place, settingsOf(options))
  const socketFolder = await makeSocketFolder(place)
  try {
    return await startListening(socketFolder, options)
  } catch (error) {
    await removeSocketFolder(socketFolder)
    throw error
  }
}

/**
 * Starts until it runs or fails for a reason that another try can't cure. Two can: the free port that was found was taken meanwhile (5 tries),
 * and backends that only the server itself can see still hold the shared memory (a minute).
 */
async function startListening(socketFolder: string, options: BringUpOptions) {
  const { place, server, secret, tcp, timeoutMs, signal, log } = options
  const until = performance.now() + 60_000
  let port = tcp ? await freePort(await rememberedPort(place)) : socketPort
  for (let portsTried = 1; ;) {
    const address: Address = { socketFolder, port, tcp, password: secret.password }
    const outcome = await launch({ place, server, address, timeoutMs, signal, log })
    if ('postmaster' in outcome) {
      if (tcp) await writeWhole(portFile(place), `${port}\n`, { mode: 0o644 })
      return { address, postmaster: outcome.postmaster }
    }
    if (tcp && /could not bind|could not create any TCP\/IP sockets/.test(outcome.text) && portsTried++ < 5) port = await freePort(null)
    else if (outcome.text.includes('pre-existing shared memory block') && performance.now() < until) await sleep(500, undefined, { signal })
    else throw startFailure(options, outcome)
  }
}

/** Without TCP the port is only part of the socket's name, and the folder is ours alone. */
const socketPort = 5432

const portFile = (place: Place): string => join(place.home, 'port')

async function rememberedPort(place: Place): Promise<number | null> {
  const port = Number(await readFile(portFile(place), 'utf8').catch(() => 'NaN'))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
}

function settingsOf({ name, preload, server, settings }: BringUpOptions): Settings {
  const libraries = preload.filter((library) => hasLibrary(server, library))
  return {
    ...defaultSettings,
    cluster_name: name.replaceAll(/[^ -~]/g, '?').slice(0, 60),
    ...(libraries.length > 0 ? { shared_preload_libraries: libraries.join(', ') } : {}),
    ...settings,
  }
}

function startFailure({ place, server }: BringUpOptions, outcome: Exclude<LaunchOutcome, { postmaster: unknown }>): Error {
  const password = join(place.home, 'password')
  if (outcome.failure === 'refused') {
    return new UserError(`the PostgreSQL cluster in ${place.data} refuses the password in ${password}`, {
      code: 'conflict',
      hint: `bring back the right file, or delete it: the next start then sets a new password.`,
    })
  }
  const why = fatalLines(outcome.text).join('\n')
  return new RemoteError(`PostgreSQL ${server.version} did not start on ${place.data}: it ${outcome.how}${why === '' ? '' : `\n${why}`}`, {
    transient: outcome.failure === 'too-slow',
    hint: `its log is in ${join(place.data, 'log')}.`,
  })
}
