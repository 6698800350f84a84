import { listArchives } from '../../store/archive.ts'
import type { ArchiveRow } from '../../store/archive.ts'
import type { Db } from '../../store/db.ts'
import { coversRows, describeRows } from '../table-rows.ts'
import type { ArchivedRows, TableRows } from '../table-rows.ts'
import { faultOf } from './file-fault.ts'
import { readManifest } from './manifest.ts'
import { rowsOf } from './record.ts'

export type Proof =
  | {
      readonly held: true
      /** For each that is taken, in its order: what is not in them has to stay. */
      readonly archives: readonly ArchivedRows[]
    }
  | { readonly held: false; readonly why: string }

/**
 * Whether verified archives hold what a step takes away from a target, and up to which transaction. The file is read again: it must be there, in its
 * folder, with the very bytes that were verified; where it isn't, an older archive of the rows is asked, which holds less.
 */
export async function archiveProof(db: Db, stack: string, target: string, takes: readonly TableRows[]): Promise<Proof> {
  if (takes.length === 0) return { held: false, why: "it doesn't say which rows, so that no archive can be said to hold them" }
  const archives: ArchivedRows[] = []
  for (const taken of takes) {
    const known = (await listArchives(db, { stack, target, schemaName: taken.schema, tableName: taken.table })).filter(
      (row) => row.fault === null && coversRows(rowsOf(row), taken),
    )
    const found = await firstWhole(known)
    if (found.xmin === null) return { held: false, why: `no verified archive holds ${describeRows(taken)}${found.fault}` }
    archives.push({ rows: taken, xmin: found.xmin })
  }
  return { held: true, archives }
}

type Found = { readonly xmin: string } | { readonly xmin: null; /** Of the newest, as it follows a fact. */ readonly fault: string }

/** The whole one that was confirmed last. */
async function firstWhole(archives: readonly ArchiveRow[]): Promise<Found> {
  const readable = await Promise.all(archives.map(async (row) => ({ row, xmin: await confirmedXmin(row) })))
  let fault = ''
  for (const { row, xmin } of readable.toSorted((a, b) => Number((b.xmin ?? -1n) - (a.xmin ?? -1n)))) {
    const wrong = (await faultOf(row)) ?? (xmin === null ? `${row.path} has lost its manifest` : null)
    if (wrong === null) return { xmin: String(xmin) }
    fault ||= `: ${wrong}`
  }
  return { xmin: null, fault }
}

/** Since when rows are not in it any more; null where its manifest is not the one that was put on record. */
async function confirmedXmin(row: ArchiveRow): Promise<bigint | null> {
  const manifest = await readManifest(row.path).catch(() => null)
  return manifest?.id === row.id && manifest.file.sha256 === row.fileHash ? BigInt(manifest.confirmed.xmin) : null
}
