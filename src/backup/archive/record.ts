import { putArchive } from '../../store/archive.ts'
import type { ArchiveRow } from '../../store/archive.ts'
import type { Db } from '../../store/db.ts'
import type { TableRows } from '../table-rows.ts'
import type { Archive } from './shelf.ts'

/** Puts a verified archive on record: from then on it counts as a proof. */
export async function recordArchive(db: Db, { root, path, manifest }: Archive): Promise<void> {
  const { rows, content, file } = manifest
  await putArchive(db, {
    id: manifest.id,
    stack: manifest.stack,
    task: manifest.task,
    target: manifest.target,
    databaseIdentity: rows.database,
    schemaName: rows.schema,
    tableName: rows.table,
    columnName: rows.where?.column ?? null,
    rangeFrom: momentOf(rows.where?.from),
    rangeTo: momentOf(rows.where?.before),
    rows: content.rows,
    contentHash: content.hash,
    bytes: file.bytes,
    fileHash: file.sha256,
    root,
    path,
    createdAt: new Date(manifest.createdAt),
  })
}

const momentOf = (text: string | null | undefined): Date | null => (text == null ? null : new Date(text))

/** The rows that an archive on record holds. */
export const rowsOf = (row: ArchiveRow): TableRows => ({
  database: row.databaseIdentity,
  schema: row.schemaName,
  table: row.tableName,
  where:
    row.columnName === null
      ? null
      : { column: row.columnName, from: row.rangeFrom?.toISOString() ?? null, before: row.rangeTo?.toISOString() ?? null },
})
