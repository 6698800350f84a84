import { join } from 'node:path'
import { listArchives } from '../../store/archive.ts'
import type { ArchiveRow } from '../../store/archive.ts'
import type { Db } from '../../store/db.ts'
import { coversRows, describeRows } from '../table-rows.ts'
import type { TableRows } from '../table-rows.ts'
import { findInside } from './folder.ts'
import { hashFile } from './hash-file.ts'
import { rowsName } from './manifest.ts'
import { rowsOf } from './record.ts'

export type Proof = { readonly held: true } | { readonly held: false; readonly why: string }

/**
 * Whether verified archives hold a place for everything that a step takes away from a target. The file is read again: it must be there, in its
 * folder, with the very bytes that were verified; where it isn't, an older archive of the rows is asked.
 */
export async function archiveProof(db: Db, stack: string, target: string, takes: readonly TableRows[]): Promise<Proof> {
  if (takes.length === 0) return { held: false, why: "it doesn't say which rows, so that no archive can be said to hold them" }
  for (const taken of takes) {
    const known = (await listArchives(db, { stack, target, schemaName: taken.schema, tableName: taken.table })).filter(
      (row) => row.fault === null && coversRows(rowsOf(row), taken),
    )
    const fault = await faultOfAll(known)
    if (fault !== null) return { held: false, why: `no verified archive holds ${describeRows(taken)}${fault}` }
  }
  return { held: true }
}

/** null when one of them is whole; else what is wrong with the newest, as it follows a fact. */
async function faultOfAll(archives: readonly ArchiveRow[]): Promise<string | null> {
  let newest = ''
  for (const archive of archives) {
    const fault = await faultOf(archive)
    if (fault === null) return null
    newest ||= `: ${fault}`
  }
  return newest
}

/** What is wrong with an archive's file, as far as its bytes tell; null: nothing. */
export async function faultOf(archive: Pick<ArchiveRow, 'root' | 'path' | 'fileHash' | 'bytes'>): Promise<string | null> {
  try {
    const { sha256, bytes } = await hashFile(join(await findInside(archive.root, archive.path), rowsName))
    if (sha256 === archive.fileHash) return null
    return `${join(archive.path, rowsName)} was changed: it has ${bytes} bytes, and had ${archive.bytes} with another hash when it was verified`
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'code' in error && error.code === 'ENOENT' ? `${join(archive.path, rowsName)} is gone` : error.message
  }
}
