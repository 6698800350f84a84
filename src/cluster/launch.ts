import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../base/logger.ts'
import type { Address } from './address.ts'
import { dieWithParent } from './die-with-parent.ts'
import type { Place } from './place.ts'
import { childPostmaster, stopPostmaster } from './postmaster.ts'
import type { Postmaster } from './postmaster.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { probe } from './probe.ts'
import { serverEnvironment, spawnIdentity } from './run-program.ts'
import type { Server } from './server.ts'
import { markLogs, readLogsSince, startLog } from './server-log.ts'

export type LaunchOptions = {
  readonly place: Place
  readonly server: Server
  readonly address: Address
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly log: Logger
}

export type LaunchOutcome =
  | { readonly postmaster: Postmaster }
  /** It ended or was ended: how, and what it wrote since it was started. */
  | { readonly failure: 'ended' | 'refused' | 'too-slow'; readonly how: string; readonly text: string }

/**
 * Starts a server as our own child, in a session of its own so that a Ctrl-C at the terminal doesn't reach it before we stop it, and told by the
 * kernel to stop fast when we die. Returns when it lets us in, or when it has failed. When the signal aborts it is stopped, and the abort thrown.
 */
export async function launch(options: LaunchOptions): Promise<LaunchOutcome> {
  const { place, server, address, log } = options
  const marks = await markLogs(place)
  const postmaster = await spawnPostmaster(place, server, address)
  const end = { how: null as string | null }
  void postmaster.exited.then((how) => (end.how = how))
  const fail = async (failure: 'ended' | 'refused' | 'too-slow', how: string): Promise<LaunchOutcome> => {
    if (end.how === null) await stopPostmaster(postmaster, place.data, log)
    return { failure, how, text: await readLogsSince(place, marks) }
  }

  const started = performance.now()
  let toldAt = started
  for (;;) {
    if (end.how !== null) return fail('ended', end.how)
    if (options.signal?.aborted) {
      await stopPostmaster(postmaster, place.data, log)
      options.signal.throwIfAborted()
    }
    const file = await readPostmasterFile(place.data)
    if (file?.pid === postmaster.pid && file.state === 'ready') {
      const answer = await probe(address, place.data)
      // Called off while it was asked: the next turn stops it.
      if (answer === 'ready' && options.signal?.aborted) continue
      if (answer === 'ready') return { postmaster }
      if (answer === 'refused' || answer === 'another') return fail('refused', 'refuses the password that we have for it')
    }
    const now = performance.now()
    if (now - started > options.timeoutMs) return fail('too-slow', `was not ready after ${Math.round((now - started) / 1000)} s`)
    if (now - toldAt > 5000) {
      log.info(
        { data: place.data, waitedMs: Math.round(now - started) },
        'PostgreSQL is still starting (after a crash it first recovers from its log)',
      )
      toldAt = now
    }
    await sleep(30)
  }
}

async function spawnPostmaster(place: Place, server: Server, { socketFolder, port, tcp }: Address): Promise<Postmaster> {
  // Where it listens stands on the command line, so that neither a settings file nor ALTER SYSTEM can move it.
  const where = ['-D', place.data, '-k', socketFolder, '-p', String(port), '-c', `listen_addresses=${tcp ? '127.0.0.1' : ''}`]
  const [command, ...args] = [...(await dieWithParent('SIGINT')), join(server.binDir, 'postgres'), ...where]
  // A file and no pipe: a server that outlives us must not stumble over a pipe that nobody reads.
  const output = await open(startLog(place), 'w', 0o600)
  try {
    const child = spawn(command!, args, {
      ...spawnIdentity(place.account),
      env: serverEnvironment(),
      cwd: place.data,
      stdio: ['ignore', output.fd, output.fd],
      detached: true,
    })
    return childPostmaster(child)
  } finally {
    await output.close()
  }
}
