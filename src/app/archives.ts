import { resolve } from 'node:path'
import { findInside } from '../backup/archive/folder.ts'
import { readManifest } from '../backup/archive/manifest.ts'
import { restoreArchive } from '../backup/archive/restore.ts'
import { verifyArchive } from '../backup/archive/verify.ts'
import { describeError, UserError } from '../base/errors.ts'
import type { Engine } from '../run/engine.ts'
import { listArchives, markArchive, matchArchives } from '../store/archive.ts'
import type { ArchiveRow } from '../store/archive.ts'
import { appendAudit } from '../store/audit.ts'
import type { Db } from '../store/db.ts'
import { requireRole } from './access.ts'
import type { ArchiveView } from './archive-views.ts'
import { openRestorePlace } from './restore-place.ts'
import { parseTableAddress, parseTableName } from './table-address.ts'
import type { Actor, UseCases } from './use-cases.ts'

export function archiveUseCases(engine: Engine): Pick<UseCases, 'archives' | 'verifyArchive' | 'restoreArchive'> {
  const { store } = engine
  return {
    archives: async (filter = {}) => (await listArchives(store, filter)).map(presentArchive),
    verifyArchive: async (actor, named) => {
      requireRole(actor, 'operator')
      const found = await findArchive(store, named)
      if (found.row === null) {
        const { manifest, fault } = await verifyArchive(found.path)
        return { id: manifest.id, path: found.path, rows: manifest.content.rows, bytes: manifest.file.bytes, fault }
      }
      const { row } = found
      const fault = await faultOnRecord(row)
      await store.tx(async (db) => {
        await markArchive(db, row.id, fault)
        await appendAudit(db, { actor: actor.name, action: 'archive.verified', subject: `archive:${row.id}`, detail: { fault } })
      })
      return { id: row.id, path: row.path, rows: row.rows, bytes: row.bytes, fault }
    },
    restoreArchive: async (actor, named, options = {}) => {
      requireRole(actor, 'operator')
      const { path, row } = await findArchive(store, named)
      if (row !== null) await findInside(row.root, path)
      const { id, stack, target, rows } = await readManifest(path)
      const to = options.to === undefined ? null : parseTableAddress(options.to)
      const table = options.table === undefined ? (to?.table ?? { schema: rows.schema, name: rows.table }) : parseTableName(options.table)
      const signal = options.signal ?? new AbortController().signal
      const place = await openRestorePlace(engine, { stack, target }, to?.url ?? null, signal)
      try {
        const restored = await restoreArchive(place, path, table, { progress: options.progress ?? (() => {}), signal })
        const into = `${place.server.place}, table ${table.schema}.${table.name}`
        await recordRestore(store, actor, id, { into, ...restored })
        return { id, into, ...restored }
      } finally {
        await place.close()
      }
    },
  }
}

const recordRestore = (
  store: Db,
  actor: Actor,
  id: string,
  detail: { readonly into: string; readonly rows: number; readonly restored: number },
): Promise<void> => store.tx((db) => appendAudit(db, { actor: actor.name, action: 'archive.restored', subject: `archive:${id}`, detail }))

/** By the path of its folder, or by its id, of which 6 characters of the beginning or the end will do. */
async function findArchive(db: Db, named: string): Promise<{ readonly path: string; readonly row: ArchiveRow | null }> {
  if (named.includes('/')) return { path: resolve(named), row: null }
  const part = named.toLowerCase()
  if (!/^[0-9a-f-]{6,36}$/.test(part))
    throw new UserError(`${JSON.stringify(named)} is not the id of an archive`, {
      hint: 'give the id as `upkeep archive list` shows it, or the path of its folder.',
    })
  const rows = await matchArchives(db, part)
  if (rows.length > 1)
    throw new UserError(`${named} fits several archives: ${rows.map(({ id }) => id).join(', ')}`, { hint: 'give more characters.' })
  const row = rows[0]
  if (!row) throw new UserError(`there is no archive ${named}`, { code: 'not-found', hint: 'list the archives with: upkeep archive list' })
  return { path: row.path, row }
}

/** Against what was put on record when it was made, not only against the manifest beside it. */
async function faultOnRecord(row: ArchiveRow): Promise<string | null> {
  try {
    const { manifest, fault } = await verifyArchive(await findInside(row.root, row.path))
    if (fault !== null) return fault
    const same = manifest.id === row.id && manifest.file.sha256 === row.fileHash && manifest.content.hash === row.contentHash
    return same ? null : `${row.path} is whole, and not the archive that was put on record`
  } catch (error) {
    if (error instanceof UserError && error.code !== 'not-available') return describeError(error).split('\n')[0]!
    throw error
  }
}

const presentArchive = (row: ArchiveRow): ArchiveView => ({
  id: row.id,
  stack: row.stack,
  task: row.task,
  target: row.target,
  table: `${row.schemaName}.${row.tableName}`,
  column: row.columnName,
  from: row.rangeFrom?.toISOString() ?? null,
  before: row.rangeTo?.toISOString() ?? null,
  rows: row.rows,
  bytes: row.bytes,
  path: row.path,
  createdAt: row.createdAt.toISOString(),
  verifiedAt: row.verifiedAt.toISOString(),
  fault: row.fault,
})
