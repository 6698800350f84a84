import { statfs } from 'node:fs/promises'
import { sql } from '../../base/sql.ts'
import { isOnThisMachine, placeQuery } from './same-machine.ts'
import type { Place } from './same-machine.ts'
import type { PostgresTarget } from './target.ts'

/** What is free on a disk of the server, in bytes, or why that is not known. */
export type DiskRoom = { readonly freeBytes: number; readonly why: null } | { readonly freeBytes: null; readonly why: string }

/** What others than root may still write where a tablespace lies (0: the database's own). SQL doesn't tell: it is known where the server runs on this very machine. */
export async function readDiskRoom(target: PostgresTarget, tablespace = 0): Promise<DiskRoom> {
  const [place] = await target.read<Place>(placeQuery)
  if (place!.folder === null) return unknown('the role may not see where the data lies (grant pg_monitor)')
  if (!(await isOnThisMachine(place!, target))) return unknown('the server runs on another machine, or in a container of its own')
  const [other] = await target.read<{ path: string }>(sql`
    select pg_tablespace_location(oid) as path from pg_tablespace
    where oid = coalesce(nullif(${tablespace}::int8, 0), (select dattablespace::int8 from pg_database where datname = current_database()))::oid`)
  const path = other?.path || place!.folder
  try {
    const { bavail, bsize } = await statfs(path)
    return { freeBytes: bavail * bsize, why: null }
  } catch (error) {
    return unknown(`${path} can't be looked at (${error instanceof Error && 'code' in error ? String(error.code) : 'no reason given'})`)
  }
}

const unknown = (why: string): DiskRoom => ({ freeBytes: null, why })
