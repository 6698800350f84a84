import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError, UserError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import type { Address } from './address.ts'
import { tryLock } from './lock.ts'
import type { Lock } from './lock.ts'
import type { Place } from './place.ts'
import { adoptedPostmaster, defaultPatience, stopPostmaster } from './postmaster.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import type { PostmasterFile } from './postmaster-file.ts'
import { probe } from './probe.ts'
import { isAlive, isServerProcess } from './server-processes.ts'

export type AdoptOptions = {
  readonly place: Place
  readonly password: string
  readonly needsTcp: boolean
  /** The lock that the process responsible for the server holds. */
  readonly ownerLock: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly log: Logger
}

/** A server that somebody else started. `owner` is held by us when the one who started it is dead, which makes us responsible for it. */
export type Adopted = { readonly pid: number; readonly address: Address; readonly owner: Lock | null }

/**
 * Looks for a server that runs on the data folder already, and takes it over when it really lets us in.
 *
 *   starting -> wait        stopping -> wait until it is gone
 *   ready    -> let us in?  yes: adopt; no password: error; no answer: stop it if nobody is responsible for it, else error after 10 s
 *
 * Promise: after null no postmaster runs on the data folder, and no left-over file of one keeps a new one from starting.
 * The caller holds the cluster's lock, so that no other of us starts one meanwhile.
 */
export async function adopt(options: AdoptOptions): Promise<Adopted | null> {
  const { place, ownerLock, log, timeoutMs, signal } = options
  const began = performance.now()
  for (;;) {
    const file = await runningServer(place.data)
    if (file === null) return null
    if (file.state === 'ready') {
      const owner = tryLock(ownerLock)
      const found = await approach(file, owner, performance.now() - began, options).catch((error: unknown) => {
        owner?.release()
        throw error
      })
      if (found !== null) return found
      owner?.release()
    }
    const waitedMs = performance.now() - began
    if (waitedMs > timeoutMs) {
      throw new RemoteError(
        `a PostgreSQL server (pid ${file.pid}) on ${place.data} has been ${file.state} for ${Math.round(waitedMs / 1000)} s`,
        {
          transient: true,
          hint: `wait for it, or look at its log in ${join(place.data, 'log')}.`,
        },
      )
    }
    if (file.state === 'stopping' && waitedMs > defaultPatience.fastMs) await end(file, place, log)
    await sleep(50, undefined, { signal })
  }
}

/** Null when the state has changed meanwhile, so that one has to look again. */
async function approach(file: PostmasterFile, owner: Lock | null, waitedMs: number, options: AdoptOptions): Promise<Adopted | null> {
  const { place, password, needsTcp, log } = options
  const address: Address = { socketFolder: file.socketFolder, port: file.port, tcp: file.tcp, password }
  const answer = await probe(address, place.data)
  if (answer === 'ready' && (file.tcp || !needsTcp)) {
    // The kernel tells the server of a parent that has just died a moment after our lock on it became free: look twice.
    if (owner !== null && !(await stillReady(address, file, place))) return null
    return { pid: file.pid, address, owner }
  }
  if (answer === 'not-yet') return null
  if (answer === 'refused') {
    throw new UserError(
      `a PostgreSQL server (pid ${file.pid}) runs on ${place.data} and refuses the password in ${join(place.home, 'password')}`,
      {
        code: 'conflict',
        hint: 'bring back the right file; or stop that server and delete the file: the next start then sets a new password.',
      },
    )
  }
  const now = await runningServer(place.data)
  if (now?.pid !== file.pid || now.state !== 'ready') return null
  const trouble = answer === 'ready' ? 'does not listen at 127.0.0.1' : 'gives no answer'
  if (owner === null) {
    // A parent that has just been killed holds its lock until the kernel has cleared it away.
    if (waitedMs < 10_000) return null
    throw new RemoteError(`a PostgreSQL server (pid ${file.pid}) of another process runs on ${place.data} and ${trouble}`, {
      transient: answer !== 'ready',
      hint: 'stop that process, or wait until it has ended.',
    })
  }
  log.warn({ pid: file.pid, data: place.data }, `a PostgreSQL server that outlived its parent ${trouble}: stopping it`)
  await end(file, place, log)
  return null
}

async function stillReady(address: Address, file: PostmasterFile, place: Place): Promise<boolean> {
  await sleep(150)
  const now = await runningServer(place.data)
  return now?.pid === file.pid && now.state === 'ready' && (await probe(address, place.data)) === 'ready'
}

/** What postmaster.pid says if its process is really a server of this folder. A left-over whose number another process has now is removed. */
async function runningServer(data: string): Promise<PostmasterFile | null> {
  const file = await readPostmasterFile(data)
  if (file === null) return null
  if (await isServerProcess(file.pid, data)) return file
  // Only then: otherwise PostgreSQL clears it itself, after a check of the shared memory that it names.
  if (isAlive(file.pid)) await rm(join(data, 'postmaster.pid'), { force: true })
  return null
}

async function end(file: PostmasterFile, place: Place, log: Logger): Promise<void> {
  const watching = new AbortController()
  await stopPostmaster(adoptedPostmaster(file.pid, place.data, watching.signal), place.data, log)
  watching.abort()
}
