import { UserError } from '../base/errors.ts'

export type TableName = { readonly schema: string; readonly name: string }

const part = '"(?:[^"]|"")+"|[^".]+'
const tableName = new RegExp(`^(?:(${part})\\.)?(${part})$`)

/** `rates`, `public.rates`, `"Odd schema"."x.y"`: without a schema, public. Throws a UserError for anything else. */
export function parseTableName(text: string): TableName {
  const [, schema = 'public', name] = tableName.exec(text) ?? []
  if (name === undefined)
    throw new UserError(`${JSON.stringify(text)} is not the name of a table`, {
      hint: 'write it as public.rates, odd names in double quotes.',
    })
  return { schema: plain(schema), name: plain(name) }
}

const plain = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)

/** `postgres://user@host/database/public.rates` as the address of the database and the table in it; null when it names none. The address may hold a password: it is in no message. */
export function parseTableAddress(address: string): { readonly url: string; readonly table: TableName | null } {
  const match = /^(postgres(?:ql)?:\/\/[^/?#]*\/[^/?#]+)(?:\/([^?#]*))?(\?.*)?$/.exec(address)
  if (!match) {
    if (address.startsWith('socket:')) return { url: address, table: null }
    throw new UserError('--to is not the address of a database and a table in it', {
      hint: 'write it as postgres://user@host:5432/database/public.rates.',
    })
  }
  const [, base, table, query = ''] = match
  return { url: `${base}${query}`, table: table ? parseTableName(decodeURIComponent(table)) : null }
}
