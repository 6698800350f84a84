import { UserError } from '../base/errors.ts'
import { refuseOldState } from '../base/postgres-version.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'
import { openStore } from './db.ts'
import { migrations } from './migrations/index.ts'

/**
 * Brings the database at `url` to the newest schema and returns the names of what was applied. Any number of processes may call it at once:
 * a lock lets one work while the others wait. All of it is one transaction, so that a kill leaves the old schema whole.
 * A server that is too old, and a database that a newer Upkeep has migrated, are refused with a UserError.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const store = openStore(url, { maxConnections: 1, applicationName: 'upkeep migrate', statementTimeoutMs: 300_000 })
  try {
    return await store.tx(applyMissing)
  } finally {
    await store.close()
  }
}

async function applyMissing(db: Db): Promise<readonly string[]> {
  const [server] = await db.query<{ version: string }>(sql`select current_setting('server_version') as version`)
  refuseOldState(server!.version)
  await db.query(sql`select pg_advisory_xact_lock(hashtext('upkeep migrate'))`)
  await db.query(sql`create schema if not exists upkeep`)
  await db.query(
    sql`create table if not exists upkeep.migrations (id int primary key, name text not null, applied_at timestamptz not null default now())`,
  )
  const applied = new Set((await db.query<{ id: number }>(sql`select id from upkeep.migrations`)).map((row) => row.id))
  const unknown = [...applied].filter((id) => !migrations.some((known) => known.id === id))
  if (unknown.length > 0) {
    throw new UserError(`the database has migration ${Math.max(...unknown)}, and this upkeep knows ${migrations.length} at most`, {
      code: 'not-available',
      hint: 'start the newer version of upkeep that migrated it, or give another UPKEEP_DATABASE_URL.',
    })
  }
  const missing = migrations.filter((migration) => !applied.has(migration.id))
  for (const migration of missing) {
    await db.query({ text: migration.text, values: [] })
    await db.query(sql`insert into upkeep.migrations (id, name) values (${migration.id}, ${migration.name})`)
  }
  return missing.map((migration) => migration.name)
}
