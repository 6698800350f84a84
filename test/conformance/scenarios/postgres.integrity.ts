import { quoteIdentifier } from '../../../src/base/sql.ts'
import { oddName, setUp, snapshot, statements } from '../postgres-world.ts'
import type { Bench, Scenario, World } from '../scenario.ts'

const odd = quoteIdentifier(oddName)

const worldOf = async (bench: Bench, ...made: readonly string[]): Promise<World> => {
  const { url } = await bench.database()
  await setUp(url, (client) => statements(client, ...made), { query: 'select true as ok' })
  return { config: { url }, params: { catalogs: false }, snapshot: () => snapshot(url), proven: async () => {}, close: async () => {} }
}

const sound = [
  'create extension amcheck',
  `create table public.${odd} (id int primary key, note text)`,
  `insert into public.${odd} select i, 'row ' || i from generate_series(1, 1000) i`,
]

export default [
  {
    title: 'an index with an odd name whose order is wrong',
    expects: 'findings',
    make: (bench) =>
      worldOf(
        bench,
        ...sound,
        `create function compare(a int4, b int4) returns int4 language sql immutable as 'select btint4cmp(a, b)'`,
        'create operator class turning for type int4 using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 compare(int4, int4)',
        `create index on public.${odd} (id turning)`,
        `create or replace function compare(a int4, b int4) returns int4 language sql immutable as 'select btint4cmp(b, a)'`,
      ),
  },
  {
    title: 'a database without amcheck',
    expects: 'findings',
    make: (bench) => worldOf(bench, ...sound.slice(1)),
  },
  {
    title: 'sound tables and indexes',
    expects: 'nothing',
    make: (bench) => worldOf(bench, ...sound),
  },
] satisfies Scenario[]
