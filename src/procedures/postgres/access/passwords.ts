import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { rolesAtMost } from './roles.ts'

/** How the server keeps a role's password: never the password, nor its hash. */
export type PasswordStorage = 'none' | 'scram' | 'md5' | 'unknown'

/** By role; null: only a superuser may read it. The server itself looks at the hashes; they don't leave it. */
export async function readPasswordStorage(target: PostgresTarget): Promise<{ readonly [role: string]: PasswordStorage } | null> {
  const [may] = await target.read<{ read: boolean }>(sql`select has_table_privilege('pg_catalog.pg_authid', 'select') as read`)
  if (!may!.read) return null
  const rows = await target.read<{ name: string; storage: PasswordStorage }>(sql`
    select rolname as name, case when rolpassword is null then 'none' when starts_with(rolpassword, 'SCRAM-SHA-256$') then 'scram'
      when rolpassword ~ '^md5[0-9a-f]{32}$' then 'md5' else 'unknown' end as storage
    from pg_authid where oid >= 16384 or oid = 10 order by 1 limit ${rolesAtMost}`)
  return Object.fromEntries(rows.map(({ name, storage }) => [name, storage]))
}
