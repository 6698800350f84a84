import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '../../base/id.ts'
import { version } from '../../base/version.ts'
import { writeWhole } from '../../base/write-whole.ts'
import type { PostgresTarget, Transaction } from '../../targets/postgres/index.ts'
import type { TableRows } from '../table-rows.ts'
import { buildParquet } from './build.ts'
import { contentOf, pgContent } from './content-hash.ts'
import { folderName, openFolder, openInside } from './folder.ts'
import { hashFile } from './hash-file.ts'
import { manifestName, rowsName } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { inSnapshot } from './read-rows.ts'
import { archivesOn } from './shelf.ts'
import type { Archive } from './shelf.ts'
import { lookAtSource } from './source.ts'
import type { Source } from './source.ts'
import { makeWorkFolder, putInPlace, requireRoom, whenFull } from './work-folder.ts'

export type ArchiveRequest = {
  /** The folder of all archives. */
  readonly folder: string
  readonly rows: TableRows
  /** For whom: it stands in the manifest, and the stack is the first folder. */
  readonly work: { readonly stack: string; readonly task: string; readonly target: string }
}

export type ArchiveContext = {
  checkpoint(): Promise<void>
  progress(done: number, of: number | null, unit: string): void
  readonly signal: AbortSignal
}

/** The mode of a manifest; its folder is for our account alone anyway. */
const fileMode = 0o600

/**
 * Archives rows of one moment, and returns the archive once it is verified and on disk. Promises: killed at any time, it leaves nothing that looks
 * like an archive; the table is read without locks that anybody could notice. When an earlier archive holds exactly the rows of this moment, that one
 * is confirmed instead of writing another (`made: false`).
 */
export async function archiveRows(
  target: PostgresTarget,
  request: ArchiveRequest,
  ctx: ArchiveContext,
): Promise<{ archive: Archive; made: boolean }> {
  const { rows, work } = request
  const root = await openFolder(request.folder)
  const shelf = await openInside(root, folderName(work.stack), folderName(`${rows.schema}.${rows.table}`))
  await ctx.checkpoint()
  return inSnapshot(target, ctx.signal, async (transaction) => {
    const source = await lookAtSource(transaction, rows)
    const same = await findSame(transaction, root, shelf, source, work.target)
    if (same !== null) return { archive: await confirm(same, source), made: false }
    await requireRoom(root, source.bytes)
    const built = await makeWorkFolder(root)
    try {
      const manifest = await build(transaction, source, request, ctx, built)
      const path = join(shelf, `${labelOf(rows)}.${manifest.id}`)
      await putInPlace(built, path, [rowsName, manifestName])
      return { archive: { root, path, manifest }, made: true }
    } catch (error) {
      throw whenFull(error, root)
    } finally {
      await rm(built, { recursive: true, force: true })
    }
  })
}

async function build(
  transaction: Transaction,
  source: Source,
  { rows, work }: ArchiveRequest,
  ctx: ArchiveContext,
  folder: string,
): Promise<Manifest> {
  const reading = {
    columns: source.columns,
    from: source.from,
    checkpoint: ctx.checkpoint,
    progress: (done: number) => ctx.progress(done, Math.max(done, source.estimate), 'rows'),
  }
  const { columns, content } = await buildParquet(transaction, reading, folder)
  const manifest: Manifest = {
    format: 1,
    id: newId(),
    ...work,
    rows,
    statement: source.statement,
    columns: [...columns],
    content,
    file: await hashFile(join(folder, rowsName)),
    createdAt: source.at,
    confirmed: { at: source.at, xmin: source.xmin },
    upkeep: version,
  }
  await writeFile(join(folder, manifestName), textOf(manifest), { mode: fileMode })
  return manifest
}

/**
 * The newest whole archive of this target that holds exactly the rows of the snapshot: that of another one, or of one that was renamed since, is no
 * proof for what this one lets go. The table is read for it only where there may be one.
 */
async function findSame(transaction: Transaction, root: string, shelf: string, source: Source, target: string): Promise<Archive | null> {
  const alike = (await archivesOn(root, shelf)).filter(({ manifest }) => manifest.target === target && isOf(manifest, source))
  if (alike.length === 0) return null
  const [now] = await transaction.rows<{ rows: number; a: string; b: string }>({ text: pgContent(source.columns, source.from), values: [] })
  const content = contentOf(now!)
  for (const archive of alike.filter(({ manifest }) => manifest.content.hash === content.hash && manifest.content.rows === content.rows)) {
    const file = await hashFile(join(archive.path, rowsName)).catch(() => null)
    if (file?.sha256 === archive.manifest.file.sha256) return archive
  }
  return null
}

const isOf = (manifest: Manifest, source: Source): boolean =>
  manifest.statement === source.statement &&
  manifest.rows.database === source.database &&
  manifest.columns.length === source.columns.length &&
  source.columns.every(({ name, type }, n) => manifest.columns[n]!.name === name && manifest.columns[n]!.type === type)

async function confirm(archive: Archive, source: Source): Promise<Archive> {
  const manifest = { ...archive.manifest, confirmed: { at: source.at, xmin: source.xmin } }
  await writeWhole(join(archive.path, manifestName), textOf(manifest), { mode: fileMode })
  return { ...archive, manifest }
}

const textOf = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`

function labelOf({ where }: TableRows): string {
  if (where === null) return 'all'
  const moment = (text: string): string => text.replace(/\.000Z$/, 'Z').replaceAll(':', '-')
  return [where.from && `from-${moment(where.from)}`, where.before && `before-${moment(where.before)}`].filter(Boolean).join('-') || 'dated'
}
