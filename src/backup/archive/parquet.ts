import { UserError } from '../../base/errors.ts'
import { quoteIdentifier } from '../../base/sql.ts'
import { duckText, duckTypeFor, duckValue, isTextCanonical } from './column-form.ts'
import type { TableColumn } from './column.ts'
import { contentOf, duckContent } from './content-hash.ts'
import type { Content } from './content-hash.ts'
import type { Duck } from './duckdb.ts'
import type { ArchivedColumn } from './manifest.ts'
import { stagedName, staging } from './staging.ts'

/**
 * The ways to keep these columns, one after the other: each in a type of its own; without those that some value doesn't survive (NaN in a decimal,
 * years before Christ), which are kept as text; all of them as text, which always fits.
 */
export async function* typings(duck: Duck, columns: readonly TableColumn[]): AsyncGenerator<readonly ArchivedColumn[]> {
  const natural = columns.map(({ type }) => duckTypeFor(type))
  yield withFields(columns, natural)
  const lost = await lostIn(duck, natural)
  yield withFields(
    columns,
    natural.map((stored, n) => (lost.has(n) ? 'VARCHAR' : stored)),
  )
  yield withFields(
    columns,
    natural.map(() => 'VARCHAR'),
  )
}

/** The columns in which a value changes on its way to the type and back. */
async function lostIn(duck: Duck, types: readonly string[]): Promise<ReadonlySet<number>> {
  const checked = types.flatMap((stored, n) => (isTextCanonical(stored) ? [{ n, name: stagedName(n), stored }] : []))
  if (checked.length === 0) return new Set()
  const counts = checked.map(
    ({ name, stored }) => `count(*) filter (${duckValue(name, stored)}::varchar is distinct from ${name})::varchar as ${name}`,
  )
  const losses = await duck.one(`select ${counts.join(', ')} from ${staging}`)
  return new Set(checked.filter(({ name }) => losses[name] !== '0').map(({ n }) => n))
}

function withFields(columns: readonly TableColumn[], types: readonly string[]): readonly ArchivedColumn[] {
  const taken = new Set<string>()
  return columns.map(({ name, type, generated }, n) => {
    let field = name
    for (let tries = 1; taken.has(field.toLowerCase()); tries++) field = `${name}_${n + tries}`
    taken.add(field.toLowerCase())
    return { name, type, field, stored: types[n]!, generated }
  })
}

/** Whoever reads the file holds a group of rows in memory: it ends with whichever of the two limits comes first. */
const groups = `row_group_size 30720, row_group_size_bytes '8MB'`

export async function writeParquet(duck: Duck, columns: readonly ArchivedColumn[], path: string): Promise<void> {
  const listed = columns.map(({ field, stored }, n) => `${duckValue(stagedName(n), stored)} as ${quoteIdentifier(field)}`)
  await duck.run(`copy (select ${listed.join(', ')} from ${staging}) to ${fileLiteral(path)} (format parquet, compression zstd, ${groups})`)
}

/** What the file holds, as DuckDB reads it. */
export async function parquetContent(duck: Duck, columns: readonly ArchivedColumn[], path: string): Promise<Content> {
  return contentOf(
    await duck.one<{ rows: string; a: string; b: string }>(duckContent(named(columns), `read_parquet(${fileLiteral(path)})`)),
  )
}

/** The rows of the file as travelling text, in the order of the columns. */
export const parquetRows = (duck: Duck, columns: readonly ArchivedColumn[], path: string): ReturnType<Duck['stream']> =>
  duck.stream(`select ${columns.map(({ field, stored }) => duckText(field, stored)).join(', ')} from read_parquet(${fileLiteral(path)})`)

const named = (columns: readonly ArchivedColumn[]): { name: string; stored: string }[] =>
  columns.map(({ field, stored }) => ({ name: field, stored }))

/** A quoted path. DuckDB takes these characters for a pattern of paths, and knows no way to say otherwise. */
function fileLiteral(path: string): string {
  if (/[*?[\]]/.test(path))
    throw new UserError(`DuckDB can't read ${path}: it holds one of * ? [ ]`, { hint: 'name a folder without them.' })
  return `'${path.replaceAll("'", "''")}'`
}
