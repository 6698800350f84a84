import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../base/errors.ts'
import { coversRows, describeRows } from '../table-rows.ts'
import type { TableRows } from '../table-rows.ts'
import { codeOf, folderName, openFolder } from './folder.ts'
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

/**
 * The archive that was confirmed last among those that have a place for these rows. Throws a UserError when there is none. Rows that were written
 * since are not in it: see `writtenBefore`.
 */
export async function archiveFor(folder: string, stack: string, rows: TableRows): Promise<Archive> {
  const root = await openFolder(folder)
  const shelf = join(root, folderName(stack), folderName(`${rows.schema}.${rows.table}`))
  const found = (await archivesOn(root, shelf)).find(({ manifest }) => coversRows(manifest.rows, rows))
  if (found) return found
  throw new UserError(`${folder} has no archive of ${describeRows(rows)}: nothing was taken away`, {
    code: 'conflict',
    hint: 'the next run makes one first.',
  })
}
