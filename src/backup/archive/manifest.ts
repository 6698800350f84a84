import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { describeError, UserError } from '../../base/errors.ts'
import type { TableRows } from '../table-rows.ts'

const span = z.strictObject({ column: z.string(), from: z.iso.datetime().nullable(), before: z.iso.datetime().nullable() })

/** What stands beside the rows of an archive, as `manifest.json`. */
const schema = z.strictObject({
  format: z.literal(1),
  id: z.uuid(),
  stack: z.string(),
  task: z.string(),
  target: z.string(),
  rows: z.strictObject({ database: z.string(), schema: z.string(), table: z.string(), where: span.nullable() }),
  /** As it was sent to the server. */
  statement: z.string(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** PostgreSQL's name of the type. */
      type: z.string(),
      /** Its name in the Parquet file, where upper and lower case don't differ. */
      field: z.string(),
      /** DuckDB's name of the type in the file; VARCHAR holds what has no type of its own there, as PostgreSQL writes it. */
      stored: z.string(),
      generated: z.boolean(),
    }),
  ),
  content: z.strictObject({ rows: z.int().min(0), hash: z.string() }),
  file: z.strictObject({ bytes: z.int().min(0), sha256: z.string() }),
  createdAt: z.iso.datetime(),
  /** The last moment at which the table held exactly these rows, and PostgreSQL's snapshot then: what is written later has a transaction id from `xmin` on. */
  confirmed: z.strictObject({ at: z.iso.datetime(), xmin: z.string().regex(/^\d+$/) }),
  upkeep: z.string(),
})

export type Manifest = Omit<z.infer<typeof schema>, 'rows'> & { readonly rows: TableRows }
export type ArchivedColumn = Manifest['columns'][number]

export const manifestName = 'manifest.json'
export const rowsName = 'rows.parquet'

/** Throws a UserError when there is none, or it can't be made sense of. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName)
  const hint = 'an archive is a folder with manifest.json and rows.parquet, as Upkeep wrote it.'
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new UserError(`${folder} holds no archive: ${describeError(error)}`, { code: 'not-found', hint, cause: error })
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : describeError(error)
    throw new UserError(`${path} is not a manifest of an archive: ${why}`, { hint, cause: error })
  }
}
