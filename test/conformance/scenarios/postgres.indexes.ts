import assert from 'node:assert/strict'
import { quoteIdentifier, quoteLiteral } from '../../../src/base/sql.ts'
import { oddName, setUp, snapshot, statements, valueOf } from '../postgres-world.ts'
import type { Bench, Scenario, World } from '../scenario.ts'

const odd = quoteIdentifier(oddName)
const invalid = `${oddName.slice(0, -8)} by size`
const all = { drop: ['invalid', 'duplicate', 'unused'], 'unused-for': '0s', 'min-size': '0 B', 'min-table-size': '0 B' }

/** A primary key, a unique index, and an index that a foreign key needs: none was ever used, and all of them stay. */
const table = [
  'create table kinds (id int primary key)',
  `create table public.${odd} (id int primary key, kind int references kinds, a int, b text, c int)`,
  `create unique index stays_unique on public.${odd} (c, b)`,
  `create index stays_for_key on public.${odd} (kind, a)`,
]

const worldOf = async (bench: Bench, params: World['params'], more: readonly string[]): Promise<World> => {
  const { url } = await bench.database()
  await setUp(url, (client) => statements(client, ...table, ...more), { query: 'select true as ok' })
  return {
    config: { url },
    params,
    snapshot: () => snapshot(url),
    proven: async () => {
      const left = await valueOf<string[]>(
        url,
        `select array_agg(c.relname::text order by 1) as value from pg_index i join pg_class c on c.oid = i.indexrelid
         join pg_class t on t.oid = i.indrelid where t.relname like 'we %'`,
      )
      assert.deepEqual(left.map((name) => name.replace(/^we .*/, 'primary key')).toSorted(), [
        'primary key',
        'stays_for_key',
        'stays_unique',
      ])
    },
    close: async () => {},
  }
}

export default [
  {
    title: 'an unused index, and an invalid duplicate of it with an odd name',
    expects: 'steps',
    make: (bench) =>
      worldOf(bench, all, [
        `create index unused on public.${odd} (a, b)`,
        `create index ${quoteIdentifier(invalid)} on public.${odd} (a)`,
        'set allow_system_table_mods = on',
        `update pg_index set indisvalid = false where indexrelid = ${quoteLiteral(quoteIdentifier(invalid))}::regclass`,
      ]),
  },
  {
    title: 'a foreign key without an index',
    expects: 'findings',
    make: (bench) => worldOf(bench, { ...all, drop: [] }, [`alter table public.${odd} add other int references kinds`]),
  },
  {
    title: 'nothing but needed indexes',
    expects: 'nothing',
    make: (bench) => worldOf(bench, all, []),
  },
] satisfies Scenario[]
