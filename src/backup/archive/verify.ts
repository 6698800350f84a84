import { join } from 'node:path'
import { UserError } from '../../base/errors.ts'
import { holds } from './build.ts'
import { hashFile } from './hash-file.ts'
import { codeOf } from './folder.ts'
import { readManifest, rowsName } from './manifest.ts'
import type { Manifest } from './manifest.ts'

export type Verified = { readonly manifest: Manifest; /** null: it holds what it should. */ readonly fault: string | null }

/** Reads an archive whole: the manifest, the bytes of its file, and every row in it. Throws a UserError when there is no archive at all. */
export async function verifyArchive(path: string): Promise<Verified> {
  const manifest = await readManifest(path)
  return { manifest, fault: await faultIn(join(path, rowsName), manifest) }
}

async function faultIn(file: string, { file: known, columns, content }: Manifest): Promise<string | null> {
  const found = await hashFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
  if (found === null) return `${file} is gone`
  if (found.sha256 !== known.sha256)
    return `${file} was changed: it has ${found.bytes} bytes, and had ${known.bytes} with another hash when it was made`
  return (await holds(file, columns, content)) ? null : `${file} doesn't hold the ${content.rows} rows that its manifest tells of`
}

/** The same, for those who can't go on without it. */
export async function requireVerified(path: string): Promise<Manifest> {
  const { manifest, fault } = await verifyArchive(path)
  if (fault !== null) throw new UserError(fault, { code: 'conflict', hint: 'it is damaged: take another archive, or a copy of this one.' })
  return manifest
}
