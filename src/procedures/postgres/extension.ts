import type { JsonObject } from '../../base/json.ts'
import { sql } from '../../base/sql.ts'
import type { PostgresTarget } from '../../targets/postgres/index.ts'
import type { Finding } from '../contract.ts'

/** Whether an extension can be used in this database, or what is in the way. */
export type Extension = JsonObject & {
  readonly name: string
  /** null: CREATE EXTENSION was not run in this database. */
  readonly installed: { readonly schema: string; readonly version: string } | null
  /** Its files are on the server's machine. */
  readonly available: boolean
}

export async function findExtension(target: PostgresTarget, name: string): Promise<Extension> {
  const [row] = await target.read<{ schema: string | null; version: string | null; available: boolean }>(sql`
    select n.nspname as schema, e.extversion as version, exists (select from pg_available_extensions a where a.name = wanted.name) as available
    from (select ${name}::text as name) wanted left join pg_extension e on e.extname = wanted.name left join pg_namespace n on n.oid = e.extnamespace`)
  const { schema, version, available } = row!
  return { name, installed: schema === null || version === null ? null : { schema, version }, available }
}

/** `purpose`: what can't be done without it. */
export const missingExtension = (extension: Extension, database: string, purpose: string): Finding => ({
  fingerprint: `extension:${extension.name}`,
  severity: 'warning',
  title: `extension ${extension.name} is missing in database ${database}: ${purpose}`,
  hint: extension.available
    ? `run CREATE EXTENSION ${extension.name}; in database ${database} as a superuser.`
    : `install it on the server's machine first (Debian and Ubuntu bring it with the server, Red Hat in postgresql-contrib), then run CREATE EXTENSION ${extension.name}; in database ${database}.`,
})
