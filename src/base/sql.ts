/** A statement with its parameters apart: what node-postgres takes. Values never become part of the text. */
export type Sql = { readonly text: string; readonly values: readonly unknown[] }

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'text' in value && 'values' in value && Object.keys(value).length === 2

/** Tagged SQL: each `${value}` becomes a numbered parameter; a nested `sql` or `identifier()` is spliced in as text with its own parameters. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  const values: unknown[] = []
  let text = strings[0] ?? ''
  parts.forEach((part, index) => {
    if (isSql(part)) {
      text += part.text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + values.length}`)
      values.push(...part.values)
    } else {
      values.push(part)
      text += `$${values.length}`
    }
    text += strings[index + 1] ?? ''
  })
  return { text, values }
}

/** A quoted name, or a dotted path of them (`identifier('public', 'trades')`), safe whatever it holds. Throws on a NUL, which PostgreSQL can't store. */
export function identifier(...path: readonly string[]): Sql {
  return { text: quoteIdentifier(...path), values: [] }
}

/** The text of a quoted name: for statements that take no parameters (VACUUM, REINDEX) and for previews. */
export function quoteIdentifier(...path: readonly string[]): string {
  if (path.some((name) => name.includes('\0') || name === '')) throw new Error(`not a PostgreSQL name: ${JSON.stringify(path)}`)
  return path.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

/** A quoted string literal: for utility statements, which take no parameters, and for previews. */
export function quoteLiteral(value: string): string {
  const escaped = value.replaceAll("'", "''")
  return value.includes('\\') ? ` E'${escaped.replaceAll('\\', '\\\\')}'` : `'${escaped}'`
}
