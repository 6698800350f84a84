import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Json, JsonObject } from '../../src/base/json.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { endCounted } from '../harness/statistics.ts'
import type { World } from './scenario.ts'

/** A table name that breaks careless quoting: quotes, a space, an emoji, 63 bytes. */
export const oddName = `we "love" 🐘 and 'quotes'${'x'.repeat(63 - Buffer.byteLength(`we "love" 🐘 and 'quotes'`))}`

/** A connection for setting up and for looking with one's own eyes; close it with the world. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'conformance' })
  client.on('error', () => {})
  await client.connect()
  return client
}

export async function statements(client: pg.Client, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await client.query(text)
}

/** Sessions flush their counters when they end, so a world is set up in a session of its own; then waits until the server shows them. */
export async function setUp(url: string, work: (client: pg.Client) => Promise<void>, shown: { readonly query: string }): Promise<void> {
  const worker = await connect(url)
  try {
    await work(worker)
  } finally {
    await worker.end()
  }
  const eye = await connect(url)
  try {
    const deadline = performance.now() + 60_000
    for (;;) {
      const { rows } = await eye.query<{ ok: boolean }>(shown.query)
      if (rows[0]?.ok) return
      if (performance.now() > deadline) throw new Error(`the counters did not arrive: ${shown.query}`)
      await sleep(50)
    }
  } finally {
    await eye.end()
  }
}

/** Every user table with a hash of its rows, and every index, constraint, comment and setting: what a look must leave alone. */
export async function snapshot(url: string): Promise<Json> {
  const client = await connect(url)
  try {
    const tables = await client.query<{ schema: string; name: string }>(
      `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1, 2`,
    )
    const rows: Record<string, Json> = {}
    for (const { schema, name } of tables.rows) {
      const table = quoteIdentifier(schema, name)
      const { rows: hashes } = await client.query<JsonObject>(
        `select count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as hash from ${table} t`,
      )
      rows[table] = hashes[0]!
    }
    const catalog = await client.query<{ line: string }>(
      `select pg_get_indexdef(indexrelid) || indisvalid as line from pg_index where indexrelid >= 16384
       union all select conname || pg_get_constraintdef(oid) from pg_constraint where oid >= 16384
       union all select inhrelid::regclass || ' in ' || inhparent::regclass from pg_inherits
       union all select objoid::regclass || ': ' || description from pg_description where classoid = 'pg_class'::regclass and objoid >= 16384
       union all select setconfig::text from pg_db_role_setting
       order by 1`,
    )
    return { rows, catalog: catalog.rows.map(({ line }) => line) }
  } finally {
    await client.end()
  }
}

/** One value of one row. */
export async function valueOf<T>(url: string, query: string): Promise<T> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<{ value: T }>(query)
    return rows[0]!.value
  } finally {
    await client.end()
  }
}

/** A world of that database: nothing to close, and what a look must not change is all that `snapshot` sees. */
export const worldAt = (url: string, more: Pick<World, 'params' | 'proven'> & Partial<World>): World => ({
  config: { url },
  snapshot: () => snapshot(url),
  close: async () => {},
  ...more,
})

/** Each group in a session of its own: what one has counted is shown when it has ended. */
export async function inSessions(url: string, ...groups: readonly (readonly string[])[]): Promise<void> {
  for (const group of groups) {
    const client = await connect(url)
    await statements(client, ...group)
    await endCounted(client)
  }
}
