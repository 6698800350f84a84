import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from '../../base/sql.ts'
import type { PostgresTarget } from './target.ts'

export type Place = {
  /** null: the role may not see it. */
  readonly folder: string | null
  readonly port: string
  readonly startedAt: number
}

export const placeQuery = sql`
  select (select setting from pg_settings where name = 'data_directory') as folder, current_setting('port') as port,
    extract(epoch from pg_postmaster_start_time())::float8 as "startedAt"`

/** postmaster.pid has when the program began, the server says when it was ready: shared memory and recovery lie between. */
const startToleranceS = 60

/**
 * Whether the server runs on this very machine. That is proven by the files of its data directory or by its process, never assumed because of an address (a forwarded port is
 * 127.0.0.1 too).
 */
export async function isOnThisMachine(place: Place, own: Backend): Promise<boolean> {
  const lines = place.folder === null ? null : await contentOf(join(place.folder, 'postmaster.pid'))
  if (lines === null) return isProcessHere(own)
  const [, dataFolder, started, port] = lines.split('\n').map((line) => line.trim())
  return dataFolder === place.folder && port === place.port && Math.abs(Number(started) - place.startedAt) <= startToleranceS
}

type Backend = { readonly pid: number; readonly server: Pick<PostgresTarget['server'], 'user' | 'database'> }

/** Our own backend among the processes of this machine: `postgres: user database ...`. For those who may not enter the data directory. */
async function isProcessHere({ pid, server }: Backend): Promise<boolean> {
  const command = await contentOf(`/proc/${pid}/cmdline`)
  return command !== null && command.startsWith('postgres:') && command.includes(` ${server.user} ${server.database} `)
}

const contentOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)
