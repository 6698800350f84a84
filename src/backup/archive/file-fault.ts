import { join } from 'node:path'
import { findInside } from './folder.ts'
import { hashFile } from './hash-file.ts'
import { rowsName } from './manifest.ts'

/** Where an archive's file is, and what it was when it was verified. */
export type KnownFile = { readonly root: string; readonly path: string; readonly fileHash: string; readonly bytes: number }

/** What is wrong with an archive's file, as far as its bytes tell; null: nothing. */
export async function faultOf(archive: KnownFile): Promise<string | null> {
  try {
    const { sha256, bytes } = await hashFile(join(await findInside(archive.root, archive.path), rowsName))
    if (sha256 === archive.fileHash) return null
    return `${join(archive.path, rowsName)} was changed: it has ${bytes} bytes, and had ${archive.bytes} with another hash when it was verified`
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'code' in error && error.code === 'ENOENT' ? `${join(archive.path, rowsName)} is gone` : error.message
  }
}
