import { readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from '../../base/sql.ts'
import type { PostgresTarget } from './target.ts'

/** What is free on a disk of the server, in bytes, or why that is not known. */
export type DiskRoom = { readonly freeBytes: number; readonly why: null } | { readonly freeBytes: null; readonly why: string }

type Server = { readonly folder: string | null; readonly port: string; readonly startedAt: number; readonly tablespace: string | null }

/** postmaster.pid has when the program began, the server says when it was ready: shared memory and recovery lie between. */
const startToleranceS = 60

/**
 * What others than root may still write where a tablespace lies (0: the database's own). SQL doesn't tell: it is known where the server runs on this very
 * machine, which is proven by the files of its data directory or by its process, never assumed because of an address (a forwarded port is 127.0.0.1 too).
 */
export async function readDiskRoom(target: PostgresTarget, tablespace = 0): Promise<DiskRoom> {
  const [server] = await target.read<Server>(sql`
    select (select setting from pg_settings where name = 'data_directory') as folder, current_setting('port') as port,
      extract(epoch from pg_postmaster_start_time())::float8 as "startedAt",
      (select nullif(pg_tablespace_location(oid), '') from pg_tablespace
       where oid = coalesce(nullif(${tablespace}::int8, 0), (select dattablespace::int8 from pg_database where datname = current_database()))::oid) as tablespace`)
  if (server!.folder === null) return unknown('the role may not see where the data lies (grant pg_monitor)')
  if (!(await isHere(server!.folder, server!, target))) return unknown('the server runs on another machine, or in a container of its own')
  const path = server!.tablespace ?? server!.folder
  try {
    const { bavail, bsize } = await statfs(path)
    return { freeBytes: bavail * bsize, why: null }
  } catch (error) {
    return unknown(`${path} can't be looked at (${error instanceof Error && 'code' in error ? String(error.code) : 'no reason given'})`)
  }
}

const unknown = (why: string): DiskRoom => ({ freeBytes: null, why })

async function isHere(folder: string, server: Server, target: PostgresTarget): Promise<boolean> {
  const lines = await contentOf(join(folder, 'postmaster.pid'))
  if (lines === null) return isProcessHere(target)
  const [, dataFolder, started, port] = lines.split('\n').map((line) => line.trim())
  return dataFolder === folder && port === server.port && Math.abs(Number(started) - server.startedAt) <= startToleranceS
}

/** Our own backend among the processes of this machine: `postgres: user database ...`. For those who may not enter the data directory. */
async function isProcessHere({ pid, server }: PostgresTarget): Promise<boolean> {
  const command = await contentOf(`/proc/${pid}/cmdline`)
  return command !== null && command.startsWith('postgres:') && command.includes(` ${server.user} ${server.database} `)
}

const contentOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)
