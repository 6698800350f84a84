import assert from 'node:assert/strict'
import { connect, setUp, snapshot, statements, valueOf } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

export default [
  {
    title: 'fsync off and an invalid index',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      const make = ['create table public.twice (id int)', 'insert into public.twice values (1), (1)']
      await setUp(url, (client) => statements(client, ...make), { query: 'select true as ok' })
      const client = await connect(url)
      // A unique index over values that aren't unique fails at the end, and leaves an invalid one behind.
      await assert.rejects(client.query('create unique index concurrently broken on public.twice (id)'))
      await client.end()
      return {
        config: { url },
        params: {},
        snapshot: () => snapshot(url),
        proven: async () =>
          assert.equal(await valueOf(url, `select indisvalid as value from pg_index where indexrelid = 'broken'::regclass`), false),
        close: async () => {},
      }
    },
  },
] satisfies Scenario[]
