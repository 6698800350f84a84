import assert from 'node:assert/strict'
import { quoteIdentifier } from '../../../src/base/sql.ts'
import { oddName, setUp, snapshot, statements, valueOf } from '../postgres-world.ts'
import type { Scenario, World } from '../scenario.ts'

const odd = quoteIdentifier('odd schema', oddName)
const tables = [
  'create schema "odd schema"',
  `create table ${odd} (id int primary key, note text)`,
  `insert into ${odd} select i, 'row ' || i from generate_series(1, 3000) i`,
  `create table public.legs (id int primary key, of int references ${odd})`,
  'insert into public.legs select i, i from generate_series(1, 200) i',
  'create table public.stays (id int)',
  'insert into public.stays values (1), (2)',
]

const scenario = (title: string, params: object): Scenario => ({
  title,
  expects: 'steps',
  make: async (bench): Promise<World> => {
    const { url } = await bench.database()
    await setUp(url, (client) => statements(client, ...tables), { query: 'select true as ok' })
    return {
      config: { url },
      params: { tables: [oddName, 'legs'], ...params },
      snapshot: () => snapshot(url),
      proven: async () => {
        for (const [table, rows] of [
          [odd, 0],
          ['public.legs', 0],
          ['public.stays', 2],
        ] as const)
          assert.equal(await valueOf(url, `select count(*)::int as value from ${table}`), rows)
        // The tables stay what they were.
        assert.equal(
          await valueOf(
            url,
            `select count(*)::int as value from pg_constraint where conrelid = 'public.legs'::regclass and contype in ('p', 'f')`,
          ),
          2,
        )
      },
      close: async () => {},
    }
  },
})

export default [
  scenario('two tables that are emptied at once', {}),
  scenario('two tables that are emptied row by row', { mode: 'delete' }),
  {
    title: 'a table that another one refers to',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, ...tables), { query: 'select true as ok' })
      return {
        config: { url },
        params: { tables: [oddName] },
        snapshot: () => snapshot(url),
        proven: async () => assert.equal(await valueOf(url, `select count(*)::int as value from ${odd}`), 3_000),
        close: async () => {},
      }
    },
  },
] satisfies Scenario[]
