import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { UserError } from '../../base/errors.ts'
import { formatSize } from '../../base/size.ts'
import { codeOf, folderName, openInside } from './folder.ts'

/*
 * An archive is built under `.unfinished`, and gets its place by one rename when all of it is on disk: what stands at its place is whole, whenever
 * we were killed.
 */

const unfinished = '.unfinished'

/** Nobody builds one archive for so long, in milliseconds: its process is another one's by now. */
const longestMs = 7 * 86_400_000

/** A new folder to build an archive in. Removes what dead processes of this host have left of theirs. */
export async function makeWorkFolder(root: string): Promise<string> {
  const parent = await openInside(root, unfinished)
  for (const name of await readdir(parent))
    if (isOrphan(name) || (await isOld(join(parent, name)))) await rm(join(parent, name), { recursive: true, force: true })
  return openInside(root, unfinished, `${folderName(hostname())}@${process.pid}@${randomBytes(6).toString('hex')}`)
}

function isOrphan(name: string): boolean {
  const [host, pid] = name.split('@')
  if (host !== folderName(hostname()) || pid === undefined || !/^\d+$/.test(pid)) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

async function isOld(path: string): Promise<boolean> {
  return Date.now() - (await stat(path)).mtimeMs > longestMs
}

/** Gives a built archive its place: the files to keep are on disk before, and its place is when this returns. Other files of it are removed. */
export async function putInPlace(built: string, place: string, keep: readonly string[]): Promise<void> {
  for (const name of await readdir(built)) {
    if (keep.includes(name)) await sync(join(built, name))
    else await rm(join(built, name), { recursive: true })
  }
  await sync(built)
  await rename(built, place)
  await sync(dirname(place))
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What a disk that got full amid the work is to a person: DuckDB and the system say it in other words. Other errors stay as they are. */
export function whenFull(error: unknown, path: string): unknown {
  const full = codeOf(error) === 'ENOSPC' || (error instanceof Error && error.message.includes('No space left on device'))
  if (!full) return error
  return new UserError(`${path}: No space left on device; the archive was not made, and nothing of it was kept`, {
    code: 'not-available',
    hint: roomHint,
    cause: error,
  })
}

const roomHint = 'make room there, or name a folder on a larger disk.'

/** Throws a UserError unless so much room is left that `bytes` fit twice over. */
export async function requireRoom(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path)
  if (bavail * bsize >= 2 * bytes) return
  throw new UserError(
    `${path} has ${formatSize(bavail * bsize)} free, and the archive may need ${formatSize(2 * bytes)} while it is made`,
    { code: 'not-available', hint: roomHint },
  )
}
