import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a running server says of itself in postmaster.pid (src/include/utils/pidfile.h of PostgreSQL). */
export type PostmasterFile = {
  readonly pid: number
  readonly port: number
  readonly socketFolder: string
  readonly tcp: boolean
  readonly state: 'starting' | 'ready' | 'stopping'
}

/** Null when there is no such file, or nothing in it that is a process. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null)
  return text === null ? null : parsePostmasterFile(text)
}

/** The file grows line by line while the server starts: what isn't there yet counts as starting. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n').map((line) => line.trim())
  // A server in single-user mode writes its process id as a negative number.
  const pid = Math.abs(Number(lines[0]))
  if (!Number.isInteger(pid) || pid === 0) return null
  const states: Record<string, PostmasterFile['state']> = { ready: 'ready', standby: 'ready', stopping: 'stopping' }
  return {
    pid,
    port: Number(lines[3] ?? 0),
    socketFolder: lines[4] ?? '',
    tcp: (lines[5] ?? '') !== '',
    state: states[lines[7] ?? ''] ?? 'starting',
  }
}
