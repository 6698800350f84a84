import { quoteIdentifier } from '../../base/sql.ts'

/*
 * A value travels as text, and is compared as text: the *canonical* form, which PostgreSQL and DuckDB write alike, letter by letter. It is what
 * `::text` gives under fixed settings (UTC, ISO), but for bytes, which are hexadecimal digits without a prefix, and floating point, whose canonical
 * form is the digits of its bits, since the two servers write the same number differently.
 */

const duckTypes: readonly (readonly [RegExp, string])[] = [
  [/^boolean$/, 'BOOLEAN'],
  [/^smallint$/, 'SMALLINT'],
  [/^integer$/, 'INTEGER'],
  [/^bigint$/, 'BIGINT'],
  [/^real$/, 'FLOAT'],
  [/^double precision$/, 'DOUBLE'],
  [/^date$/, 'DATE'],
  [/^time(\(\d\))? without time zone$/, 'TIME'],
  [/^timestamp(\(\d\))? without time zone$/, 'TIMESTAMP'],
  [/^timestamp(\(\d\))? with time zone$/, 'TIMESTAMPTZ'],
  [/^uuid$/, 'UUID'],
  [/^bytea$/, 'BLOB'],
]

/** The type of the Parquet file that suits a PostgreSQL type; VARCHAR for all that have none. */
export function duckTypeFor(type: string): string {
  const decimal = /^numeric\((\d+),(\d+)\)$/.exec(type)
  // DECIMAL has 38 digits at most, and no negative scale (DuckDB documentation, Numeric Types).
  if (decimal && Number(decimal[1]) <= 38 && Number(decimal[2]) <= Number(decimal[1])) return `DECIMAL(${decimal[1]},${decimal[2]})`
  return duckTypes.find(([pattern]) => pattern.test(type))?.[1] ?? 'VARCHAR'
}

/** In PostgreSQL, the text that a value travels as. */
export function pgText(column: { readonly name: string; readonly type: string }): string {
  const name = quoteIdentifier(column.name)
  if (column.type === 'bytea') return `encode(${name}, 'hex')`
  // With the locale's currency sign it couldn't be read elsewhere.
  if (column.type === 'money') return `${name}::numeric::text`
  return `${name}::text`
}

/** In PostgreSQL, the canonical form of a value. */
export function pgCanonical(column: { readonly name: string; readonly type: string }): string {
  const name = quoteIdentifier(column.name)
  if (column.type === 'real') return `encode(float4send(${name}), 'hex')`
  if (column.type === 'double precision') return `encode(float8send(${name}), 'hex')`
  return pgText(column)
}

/** In PostgreSQL, a value of the very type that it came from, from the text it travelled as. */
export function pgValue(text: string, type: string): string {
  if (type === 'bytea') return `decode(${text}, 'hex')`
  if (type === 'money') return `${text}::numeric::money`
  return `${text}::${type}`
}

/** In DuckDB, a value of the stored type from the text it travels as; null where there is no such value. */
export function duckValue(name: string, stored: string): string {
  const column = quoteIdentifier(name)
  if (stored === 'VARCHAR') return column
  return stored === 'BLOB' ? `from_hex(${column})` : `try_cast(${column} as ${stored})`
}

/** In DuckDB, the text that a stored value travels back as. */
export function duckText(name: string, stored: string): string {
  const column = quoteIdentifier(name)
  return stored === 'BLOB' ? `lower(hex(${column}))` : `${column}::varchar`
}

/** In DuckDB, the canonical form of a stored value. */
export function duckCanonical(name: string, stored: string): string {
  return isFloat(stored) ? `lower(hex(${quoteIdentifier(name)}::bit::blob))` : duckText(name, stored)
}

/** Types whose travelling text is also their canonical form: for them DuckDB can tell whether it holds each value. */
export const isTextCanonical = (stored: string): boolean => !isFloat(stored) && stored !== 'VARCHAR' && stored !== 'BLOB'

const isFloat = (stored: string): boolean => stored === 'FLOAT' || stored === 'DOUBLE'
