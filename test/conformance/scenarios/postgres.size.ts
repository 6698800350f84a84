import assert from 'node:assert/strict'
import { setUp, snapshot, statements, valueOf } from '../postgres-world.ts'
import type { Scenario, World } from '../scenario.ts'

const filled = [
  'create table public.large (id int primary key, note text)',
  `insert into public.large select i, repeat('x', 500) from generate_series(1, 4000) i`,
  'create table public.parts (id int) partition by range (id)',
  'create table public.part_1 partition of public.parts for values from (1) to (100)',
]

const make =
  (params: World['params']): Scenario['make'] =>
  async (bench) => {
    const { url } = await bench.database()
    await setUp(url, (client) => statements(client, ...filled), { query: 'select true as ok' })
    return {
      config: { url, schemas: ['public'] },
      params,
      snapshot: () => snapshot(url),
      proven: async () => assert.equal(await valueOf(url, 'select count(*)::int as value from public.large'), 4000),
      close: async () => {},
    }
  }

export default [
  {
    title: 'a table and a database over their limits',
    expects: 'findings',
    make: make({ 'max-size': '1 MiB', 'max-table-size': '1 MiB' }),
  },
  { title: 'no limits', expects: 'nothing', make: make({}) },
] satisfies Scenario[]
