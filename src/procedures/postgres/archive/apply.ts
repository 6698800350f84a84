import { countOf } from '../../../base/number.ts'
import { archiveRows } from '../../../backup/archive/archive-rows.ts'
import { archiveFor } from '../../../backup/archive/archive-for.ts'
import { coversRows, describeRows } from '../../../backup/table-rows.ts'
import type { TableRows } from '../../../backup/table-rows.ts'
import { formatSize } from '../../../base/size.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import type { ArchiveParam } from './params.ts'
import type { ArchiveArgs } from './plan.ts'

/** Makes the archive and puts it on record. */
export async function applyArchive(target: PostgresTarget, args: ArchiveArgs, archive: ArchiveParam, ctx: ApplyContext): Promise<Outcome> {
  if (archive === undefined) throw new Error('an archive was planned, and the task names no folder for it')
  const { archive: found, made } = await archiveRows(target, { folder: archive.folder, rows: args.rows, work: ctx.work }, ctx)
  await ctx.recordArchive(found)
  const { id, content, file, createdAt } = found.manifest
  ctx.measure('rows archived', content.rows, 'rows')
  ctx.measure('size of the archive', file.bytes, 'bytes')
  const what = `${countOf(content.rows, 'row')} ${describeRows(args.rows).replace(/^(all )?rows /, '')}`
  return {
    summary: made
      ? `archived ${what}: ${formatSize(file.bytes)}, read back and compared row for row`
      : `the archive of ${createdAt} still holds exactly the ${what}`,
    archive: id,
    path: found.path,
    rows: content.rows,
    bytes: file.bytes,
    sha256: file.sha256,
  }
}

/**
 * The transaction from which on rows are not archived and have to stay: of the step's proof, else of the task's own archive. null where the step needs
 * none and the task makes none. Throws a UserError when there is no whole archive.
 */
export async function archivedBefore(archive: ArchiveParam, rows: TableRows | undefined, ctx: ApplyContext): Promise<string | null> {
  if (rows === undefined) throw new Error('a step that takes rows away does not say which')
  const proof = ctx.archived.find((held) => coversRows(held.rows, rows))
  if (proof !== undefined) return proof.xmin
  return archive === undefined ? null : (await archiveFor(archive.folder, ctx.work, rows)).manifest.confirmed.xmin
}
