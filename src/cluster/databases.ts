import pg from 'pg'
import { quoteIdentifier } from '../base/sql.ts'
import { socketUrl } from './address.ts'
import type { Address } from './address.ts'

/** Creates those databases that aren't there yet. */
export async function ensureDatabases(address: Address, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const client = new pg.Client({ connectionString: socketUrl(address, 'postgres'), application_name: 'upkeep start' })
  client.on('error', () => undefined) // the connect or the query below fails with it
  await client.connect()
  try {
    const known = await client.query<{ datname: string }>('select datname from pg_database where datname = any($1)', [names])
    const missing = names.filter((name) => !known.rows.some((row) => row.datname === name))
    for (const name of missing) await client.query(`create database ${quoteIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
