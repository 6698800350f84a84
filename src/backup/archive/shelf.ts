import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './folder.ts'
import { readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'

/** An archive at its place: `root` is the folder of all archives. */
export type Archive = { readonly root: string; readonly path: string; readonly manifest: Manifest }

/** The archives of one table, newest first. What can't be read is no archive. */
export async function archivesOn(root: string, shelf: string): Promise<readonly Archive[]> {
  const names = await readdir(shelf).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  const found: Archive[] = []
  for (const name of names) {
    const path = join(shelf, name)
    const manifest = await readManifest(path).catch(() => null)
    if (manifest !== null) found.push({ root, path, manifest })
  }
  return found.toSorted((a, b) => b.manifest.confirmed.at.localeCompare(a.manifest.confirmed.at))
}
