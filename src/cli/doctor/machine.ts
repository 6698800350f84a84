import { constants, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import { formatSize } from '../../base/size.ts'
import { formatLocalMoment } from '../format.ts'
import { allows, nearestFolder, onPath } from './check.ts'
import type { Check } from './check.ts'

export const homeFolder: Check = async ({ home }) => {
  const folder = nearestFolder(home)
  const fine = statSync(folder).isDirectory() && allows(folder, constants.W_OK | constants.X_OK)
  if (fine) return { name: 'UPKEEP_HOME', state: 'fine', found: folder === home ? home : `${home}, to be made` }
  return {
    name: 'UPKEEP_HOME',
    state: 'missing',
    found: `${folder} can't be written to`,
    hint: 'set UPKEEP_HOME to a folder of this user, or give this one to it.',
  }
}

/** PostgreSQL wants some 50 MB to begin with and writes its log ahead in files of 16 MB; with less than this it soon stops. */
const leastBytes = 500e6
const amplyBytes = 2e9

export const diskRoom: Check = async ({ home }) => {
  const { bavail, bsize } = await statfs(nearestFolder(home))
  const free = bavail * bsize
  const found = `${formatSize(free)} free`
  if (free >= amplyBytes) return { name: 'disk', state: 'fine', found }
  return {
    name: 'disk',
    state: free < leastBytes ? 'missing' : 'poorer',
    found,
    hint: `make room, or set UPKEEP_HOME to a disk with ${formatSize(amplyBytes)} or more.`,
  }
}

export const freePort: Check = async ({ port, bind }) => {
  const name = 'port'
  const where = `${port} on ${bind}`
  const trouble = await listenOnce(port, bind)
  if (trouble === null) return { name, state: 'fine', found: port === 0 ? 'any free one' : `${where} is free` }
  if (trouble === 'EADDRINUSE' && (await isUpkeep(port, bind))) return { name, state: 'fine', found: `${where}: Upkeep runs there` }
  const words = trouble === 'EADDRINUSE' ? 'is taken by another program' : `can't be listened on (${trouble})`
  return { name, state: 'missing', found: `${where} ${words}`, hint: 'set UPKEEP_PORT to a free one, or to 0 for any.' }
}

function listenOnce(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

async function isUpkeep(port: number, bind: string): Promise<boolean> {
  const host = bind.includes(':') ? `[${bind}]` : bind
  try {
    const answer = await fetch(`http://${host}:${port}/api/health`, { signal: AbortSignal.timeout(2_000) })
    return 'workers' in ((await answer.json()) as object)
  } catch {
    // Whatever is there, it isn't Upkeep, or it doesn't answer.
    return false
  }
}

/** A clock can't be right that is behind the making of this very program; whether it is kept right, systemd knows where there is one. */
export const clock: Check = async () => {
  const name = 'clock'
  const now = new Date()
  const made = statSync(import.meta.filename).mtime
  const found = formatLocalMoment(now)
  if (now < made)
    return {
      name,
      state: 'missing',
      found: `${found}, and these files are from ${formatLocalMoment(made)}`,
      hint: 'set the clock: the schedule goes by it.',
    }
  if ((await synchronised()) === 'no')
    return { name, state: 'poorer', found: `${found}, not synchronised`, hint: 'timedatectl set-ntp true.' }
  return { name, state: 'fine', found }
}

async function synchronised(): Promise<string | null> {
  const program = onPath('timedatectl')
  if (program === null) return null
  try {
    const { stdout } = await promisify(execFile)(program, ['show', '--property=NTPSynchronized', '--value'], { timeout: 3_000 })
    return stdout.trim()
  } catch {
    // No systemd that could be asked: in a container, for one. The host keeps the clock then.
    return null
  }
}
