import assert from 'node:assert/strict'
import { quoteIdentifier, quoteLiteral } from '../../../src/base/sql.ts'
import { connect, oddName, setUp, statements, valueOf, worldAt } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

const odd = quoteIdentifier('odd schema', oddName)

const counted = (table: string, dead: number): string => `select pg_stat_get_dead_tuples(${quoteLiteral(table)}::regclass) >= ${dead} as ok`
const deadRows = (table: string): string => `select pg_stat_get_dead_tuples(${quoteLiteral(table)}::regclass)::int as value`

/** 2,000 rows, 1,500 of them dead; autovacuum keeps away. */
const trouble = (table: string): readonly string[] => [
  `create table ${table} (id int primary key, note text) with (autovacuum_enabled = false)`,
  `insert into ${table} select i, repeat('x', 50) from generate_series(1, 2000) i`,
  `delete from ${table} where id > 500`,
]

export default [
  {
    title: 'tables full of dead rows, one of them with an odd name',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, 'create schema "odd schema"', ...trouble(odd), ...trouble('public.plain')), {
        query: counted('public.plain', 1500),
      })
      return worldAt(url, {
        params: {},
        proven: async () => {
          for (const table of [odd, 'public.plain']) {
            assert.equal(await valueOf(url, deadRows(table)), 0)
            assert.equal(await valueOf(url, `select count(*)::int as value from ${table}`), 500)
            assert.equal(
              await valueOf(
                url,
                `select relpages > 0 and reltuples = 500 as value from pg_class where oid = ${quoteLiteral(table)}::regclass`,
              ),
              true,
            )
          }
        },
      })
    },
  },
  {
    title: 'a partitioned table that nobody has analyzed',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      const filled = [
        'create table public.whole (id int) partition by range (id)',
        'create table public.part partition of public.whole for values from (0) to (1000)',
        'insert into public.whole select generate_series(1, 40)',
      ]
      await setUp(url, (client) => statements(client, ...filled), {
        query: `select pg_stat_get_live_tuples('public.part'::regclass) = 40 as ok`,
      })
      return worldAt(url, {
        params: {},
        proven: async () =>
          assert.equal(await valueOf(url, `select reltuples::int as value from pg_class where oid = 'public.whole'::regclass`), 40),
      })
    },
  },
  {
    title: 'dead rows that an open transaction keeps',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      const holder = await connect(url)
      await setUp(
        url,
        async (client) => {
          await statements(
            client,
            'create table public.kept (id int primary key) with (autovacuum_enabled = false)',
            'insert into public.kept select generate_series(1, 2000)',
          )
          await statements(holder, 'begin isolation level repeatable read', 'select count(*) from public.kept')
          await statements(client, 'delete from public.kept where id > 500')
        },
        { query: counted('public.kept', 1500) },
      )
      return worldAt(url, {
        params: {},
        proven: async () => {
          const { rows } = await holder.query<{ rows: number }>('select count(*)::int as rows from public.kept')
          assert.equal(rows[0]!.rows, 2000)
          assert.ok(await valueOf(url, `select pg_stat_get_last_vacuum_time('public.kept'::regclass) is not null as value`))
        },
        close: () => holder.end(),
      })
    },
  },
  {
    title: 'nothing that is due',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      const filled = ['create table public.tidy (id int primary key)', 'insert into public.tidy select generate_series(1, 100)']
      await setUp(url, (client) => statements(client, ...filled), {
        query: `select pg_stat_get_live_tuples('public.tidy'::regclass) = 100 as ok`,
      })
      await setUp(url, (client) => statements(client, 'vacuum (analyze) public.tidy'), {
        query: `select pg_stat_get_last_vacuum_time('public.tidy'::regclass) is not null as ok`,
      })
      return worldAt(url, {
        params: { tables: ['tidy'] },
        proven: async () => assert.equal(await valueOf(url, deadRows('public.tidy')), 0),
      })
    },
  },
] satisfies Scenario[]
