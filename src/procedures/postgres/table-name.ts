import { quoteIdentifier } from '../../base/sql.ts'

export type TableName = { readonly schema: string; readonly name: string }

const plain = /^[a-z_][a-z0-9_]*$/

/** A table's name as people and fingerprints have it: `public.trades`, with quotes only where PostgreSQL would need them. */
export const displayName = ({ schema, name }: TableName): string => `${displayPart(schema)}.${displayPart(name)}`

const displayPart = (part: string): string => (plain.test(part) ? part : quoteIdentifier(part))

/**
 * Whether a table is meant by one of the patterns: its own name, as it is or as people write it, or a pattern with `*` (any characters) and `?` (one).
 * A pattern with a dot is about schema and name, one without about the name alone. No patterns mean every table.
 */
export function isNamed(table: TableName, patterns: readonly string[] | undefined): boolean {
  return patterns === undefined || patterns.some((pattern) => isNamedBy(table, pattern))
}

export function isNamedBy(table: TableName, pattern: string): boolean {
  const full = `${table.schema}.${table.name}`
  if (pattern === table.name || pattern === full || pattern === displayName(table)) return true
  return globToPattern(pattern).test(pattern.includes('.') ? full : table.name)
}

function globToPattern(glob: string): RegExp {
  const text = glob.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')
  return new RegExp(`^${text}$`, 'su')
}
