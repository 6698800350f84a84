import pg from 'pg'
import { sql } from '../base/sql.ts'
import { socketUrl } from './address.ts'
import type { Address } from './address.ts'

/**
 * How a server answers: `ready` when our password lets us in and it is the server of this data folder; `refused` when it doesn't let us in;
 * `not-yet` while it starts, stops or is out of connections; `silent` when nobody is there or no answer comes in time.
 */
export type Answer = 'ready' | 'refused' | 'not-yet' | 'silent' | 'another'

export async function probe(address: Address, data: string, timeoutMs = 15_000): Promise<Answer> {
  const client = new pg.Client({
    connectionString: socketUrl(address, 'postgres'),
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'upkeep start',
  })
  client.on('error', () => undefined) // the query or the connect below fails with it
  try {
    await client.connect()
    const statement = sql`select current_setting('data_directory') as folder`
    const result = await client.query<{ folder: string }>(statement.text)
    return result.rows[0]!.folder === data ? 'ready' : 'another'
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === '28P01' || code === '28000') return 'refused'
    return code === '57P03' || code === '57P01' || code === '53300' ? 'not-yet' : 'silent'
  } finally {
    await client.end().catch(() => undefined)
  }
}
