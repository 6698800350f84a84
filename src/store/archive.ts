import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** An archive of rows of one table, as it was verified. Without a column it holds all of them, else those from `rangeFrom` on and before `rangeTo`. */
export type ArchiveRow = {
  readonly id: string
  readonly stack: string
  readonly task: string
  readonly target: string
  readonly databaseIdentity: string
  readonly schemaName: string
  readonly tableName: string
  readonly columnName: string | null
  readonly rangeFrom: Date | null
  readonly rangeTo: Date | null
  readonly rows: number
  readonly contentHash: string
  readonly bytes: number
  readonly fileHash: string
  readonly root: string
  readonly path: string
  readonly createdAt: Date
  readonly verifiedAt: Date
  /** What was wrong with it at the last look; null: nothing. */
  readonly fault: string | null
}

const columns = sql`id, stack, task, target, database_identity as "databaseIdentity", schema_name as "schemaName", table_name as "tableName",
  column_name as "columnName", range_from as "rangeFrom", range_to as "rangeTo", rows, content_hash as "contentHash", bytes, file_hash as "fileHash",
  root, path, created_at as "createdAt", verified_at as "verifiedAt", fault`

/** Puts a verified archive on record; one that is on record already counts as verified again. */
export async function putArchive(db: Db, row: Omit<ArchiveRow, 'verifiedAt' | 'fault'>): Promise<void> {
  await db.run(sql`
    insert into upkeep.archives (id, stack, task, target, database_identity, schema_name, table_name, column_name, range_from, range_to, rows, content_hash,
      bytes, file_hash, root, path, created_at, verified_at)
    values (${row.id}, ${row.stack}, ${row.task}, ${row.target}, ${row.databaseIdentity}, ${row.schemaName}, ${row.tableName}, ${row.columnName},
      ${row.rangeFrom}, ${row.rangeTo}, ${row.rows}, ${row.contentHash}, ${row.bytes}, ${row.fileHash}, ${row.root}, ${row.path}, ${row.createdAt}, clock_timestamp())
    on conflict (id) do update set verified_at = excluded.verified_at, fault = null, root = excluded.root, path = excluded.path`)
}

/** After a look at the file: `fault` says what was wrong, null that nothing was. */
export async function markArchive(db: Db, id: string, fault: string | null): Promise<void> {
  await db.run(sql`
    update upkeep.archives set fault = ${fault}, verified_at = case when ${fault}::text is null then clock_timestamp() else verified_at end where id = ${id}`)
}

export type ArchiveFilter = {
  readonly stack?: string
  readonly target?: string
  readonly schemaName?: string
  readonly tableName?: string
  readonly limit?: number
}

/** Newest first. */
export const listArchives = (db: Db, filter: ArchiveFilter = {}): Promise<ArchiveRow[]> =>
  db.query<ArchiveRow>(sql`
    select ${columns} from upkeep.archives
    where (${filter.stack ?? null}::text is null or stack = ${filter.stack ?? null})
      and (${filter.target ?? null}::text is null or target = ${filter.target ?? null})
      and (${filter.schemaName ?? null}::text is null or schema_name = ${filter.schemaName ?? null})
      and (${filter.tableName ?? null}::text is null or table_name = ${filter.tableName ?? null})
    order by id desc limit ${filter.limit ?? 1_000}`)

/** Whose id begins or ends with these characters (a UUID's text), three at most. */
export const matchArchives = (db: Db, part: string): Promise<ArchiveRow[]> =>
  db.query<ArchiveRow>(
    sql`select ${columns} from upkeep.archives where id::text like ${`${part}%`} or id::text like ${`%${part}`} order by id desc limit 3`,
  )
