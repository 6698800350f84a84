import type { JsonObject } from '../../../base/json.ts'
import { quoteIdentifier } from '../../../base/sql.ts'
import { conditionOf } from '../../../backup/archive/condition.ts'
import type { TimeType } from '../../../backup/archive/condition.ts'
import type { TableRows } from '../../../backup/table-rows.ts'
import type { Step } from '../../contract.ts'
import { displayName } from '../table-name.ts'

export type ArchiveArgs = JsonObject & { readonly do: 'archive'; readonly rows: TableRows }

export type Archiving = {
  readonly rows: TableRows
  /** Of the column that chooses the rows; null: all of them go. */
  readonly columnType: TimeType | null
  readonly folder: string
  readonly count: number
  readonly bytes: number
}

/** Rows that are read, written as Parquet, read back and verified each second at the least, for the estimate of its time. */
const rowsPerSecond = 15_000

export const archiveKey = ({ schema, table }: TableRows): string => `archive:${displayName({ schema, name: table })}`

/** The step that makes the archive, or finds that there is one already. */
export function archiveStep({ rows, columnType, folder, count, bytes }: Archiving): Step {
  const { schema, table, where } = rows
  const which = where === null || columnType === null ? '' : ` WHERE ${conditionOf(where, columnType)}`
  const args: ArchiveArgs = { do: 'archive', rows }
  return {
    key: archiveKey(rows),
    title: `Archive ${which === '' ? 'all rows' : 'the expired rows'} of ${displayName({ schema, name: table })} in ${folder}`,
    risk: 'safe',
    preview: {
      statement: `SELECT * FROM ${quoteIdentifier(schema, table)}${which}\n-- as of one moment, to a Parquet file, which is read back and compared row for row`,
      rows: count,
      bytes,
    },
    args,
    expectedMs: 2_000 + Math.round((count / rowsPerSecond) * 1_000),
  }
}
