import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { FileError } from './observation.ts'

type Line = { readonly value: string; /** file:line */ readonly place: string }

/** What stands in the configuration files, by name in lower case. */
export type ConfigurationFiles = {
  /** The lines that count, and that the server has taken. */
  readonly applied: ReadonlyMap<string, Line>
  /** The lines that will count at the next start. */
  readonly written: ReadonlyMap<string, Line>
  readonly errors: readonly FileError[]
}

type Row = {
  readonly file: string
  readonly line: number
  readonly name: string | null
  readonly value: string | null
  readonly applied: boolean
  readonly error: string | null
}

/** null: only a superuser, or whom it was granted, may read them. */
export async function readConfigurationFiles(target: PostgresTarget): Promise<ConfigurationFiles | null> {
  const [may] = await target.read<{ read: boolean }>(sql`
    select has_table_privilege('pg_catalog.pg_file_settings', 'select') and has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'execute') as read`)
  if (!may!.read) return null
  const rows = await target.read<Row>(sql`
    select sourcefile as file, sourceline as line, name, setting as value, applied, error from pg_file_settings order by seqno`)
  const linesOf = (chosen: readonly Row[]): ReadonlyMap<string, Line> =>
    new Map(
      chosen.flatMap(({ name, value, file, line }) =>
        name === null || value === null ? [] : [[name.toLowerCase(), { value, place: `${file}:${line}` }]],
      ),
    )
  return {
    // Of several lines with one name the last one counts, and comes last here.
    applied: linesOf(rows.filter(({ applied }) => applied)),
    written: linesOf(rows),
    errors: rows.flatMap(({ file, line, name, error }) => (error === null ? [] : [{ file, line, name, error }])),
  }
}
