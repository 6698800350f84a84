import { join } from 'node:path'
import { UserError } from '../../base/errors.ts'
import { coversRows, describeRows } from '../table-rows.ts'
import type { TableRows } from '../table-rows.ts'
import { faultOf } from './file-fault.ts'
import { folderName, openFolder } from './folder.ts'
import { archivesOn } from './shelf.ts'
import type { Archive } from './shelf.ts'

/**
 * The archive of this target that was confirmed last among those that have a place for these rows; its file is read again. Throws a UserError when there is none, or
 * when that one is damaged: what an older one doesn't hold yet would be lost. Rows that were written since are not in it: see `writtenBefore`.
 */
export async function archiveFor(
  folder: string,
  { stack, target }: { readonly stack: string; readonly target: string },
  rows: TableRows,
): Promise<Archive> {
  const root = await openFolder(folder)
  const shelf = join(root, folderName(stack), folderName(`${rows.schema}.${rows.table}`))
  const found = (await archivesOn(root, shelf)).find(({ manifest }) => manifest.target === target && coversRows(manifest.rows, rows))
  const hint = 'nothing was taken away; the next run makes an archive first.'
  if (!found) throw new UserError(`${folder} has no archive of ${describeRows(rows)}`, { code: 'conflict', hint })
  const { file } = found.manifest
  const fault = await faultOf({ root, path: found.path, fileHash: file.sha256, bytes: file.bytes })
  if (fault !== null) throw new UserError(`the archive of ${describeRows(rows)} is not whole: ${fault}`, { code: 'conflict', hint })
  return found
}
