import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { Unreadable } from './reading.ts'

export type Folder = { readonly bytes: number; readonly files: number }

const maxEntries = 500_000

/**
 * What a folder takes on disk, as du(1) counts it: allocated blocks, a file with several names once, symbolic links not followed.
 * Files that vanish while one looks are passed over. Ends early when `signal` is aborted; gives up on more than 500,000 entries.
 */
export async function readFolder(path: string, signal: AbortSignal): Promise<Folder> {
  const seen = new Set<string>()
  const waiting = [path]
  let bytes = 0
  let files = 0
  let entries = 0
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const isRoot = folder === path
    const listing = await opendir(folder).catch((error: unknown) => passOverVanished(error, isRoot))
    if (!listing) continue
    for await (const entry of listing) {
      signal.throwIfAborted()
      if (++entries > maxEntries) throw new Unreadable(`${path} has more than ${maxEntries.toLocaleString('en')} entries`)
      const full = join(folder, entry.name)
      if (entry.isDirectory()) waiting.push(full)
      else {
        const stats = await lstat(full).catch((error: unknown) => passOverVanished(error, false))
        if (!stats || (stats.nlink > 1 && seen.has(`${stats.dev}:${stats.ino}`))) continue
        if (stats.nlink > 1) seen.add(`${stats.dev}:${stats.ino}`)
        bytes += stats.blocks * 512
        files++
      }
    }
  }
  return { bytes, files }
}

function passOverVanished(error: unknown, isRoot: boolean): null {
  if (!isRoot && error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
