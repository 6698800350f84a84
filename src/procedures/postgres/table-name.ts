import { fitsGlob } from '../../base/glob.ts'
import { quoteIdentifier } from '../../base/sql.ts'

export type TableName = { readonly schema: string; readonly name: string }

const plain = /^[a-z_][a-z0-9_]*$/

/** A table's name as people and fingerprints have it: `public.trades`, with quotes only where PostgreSQL would need them. */
export const displayName = ({ schema, name }: TableName): string => `${displayPart(schema)}.${displayPart(name)}`

/** As statements have it: always in quotes. */
export const quoted = ({ schema, name }: TableName): string => quoteIdentifier(schema, name)

const displayPart = (part: string): string => (plain.test(part) ? part : quoteIdentifier(part))

/**
 * Whether a table is meant by one of the patterns: its own name, as it is or as people write it, or a pattern with `*` (any characters) and `?` (one).
 * A pattern with a dot is about schema and name, one without about the name alone. No patterns mean every table.
 */
export function isNamed(table: TableName, patterns: readonly string[] | undefined): boolean {
  return patterns === undefined || patterns.some((pattern) => isNamedBy(table, pattern))
}

export function isNamedBy(table: TableName, pattern: string): boolean {
  return isNamedExactly(table, pattern) || fitsGlob(pattern.includes('.') ? fullName(table) : table.name, pattern)
}

/** Whether that is the table's own name: bare, with its schema, or as people write it, quoted where PostgreSQL needs it. */
export const isNamedExactly = (table: TableName, name: string): boolean => [table.name, fullName(table), displayName(table)].includes(name)

const fullName = (table: TableName): string => `${table.schema}.${table.name}`
