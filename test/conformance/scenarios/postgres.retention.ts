import assert from 'node:assert/strict'
import { quoteIdentifier, quoteLiteral } from '../../../src/base/sql.ts'
import { archivedScenarios } from '../retention-archives.ts'
import { oddName, setUp, statements, valueOf, worldAt } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

const odd = quoteIdentifier('odd schema', oddName)
const at = quoteIdentifier('when it "happened" 🐘')

/** One row an hour, the newest from an hour ago: those of more than 30 days ago are to go. */
const hours = 6_000
const expired = (column: string): string =>
  `${column} < date_trunc('day', now() at time zone 'utc' - interval '30 days') at time zone 'utc'`

async function provenLeft(url: string, table: string, column: string): Promise<void> {
  assert.equal(await valueOf(url, `select count(*)::int as value from ${table} where ${expired(column)}`), 0)
  // What should stay has an hour each: not one is missing.
  assert.equal(
    await valueOf(url, `select count(*)::int = 1 + extract(epoch from max(${column}) - min(${column}))::int / 3600 as value from ${table}`),
    true,
  )
  assert.ok((await valueOf<number>(url, `select count(*)::int as value from ${table}`)) >= 30 * 24)
}

const hourly = `select i, 'row ' || i, date_trunc('hour', now()) - i * interval '1 hour' from generate_series(1, ${hours}) i`

/** A moment in UTC at the beginning of a month, as an expression. */
const month = (back: string): string => `(date_trunc('month', now() at time zone 'utc') - (${back}) * interval '1 month')`

/** Six months in partitions, p_1 (next month) to p4, and a row a day for 120 days. */
const partitioned = [
  'create table public.ticks (id int, at timestamptz not null) partition by range (at)',
  `do $$ begin for i in -1..4 loop
     execute format('create table public.%I partition of public.ticks for values from (%L) to (%L)', 'p' || i, ${month('i')} || '+00', ${month('i - 1')} || '+00');
   end loop; end $$`,
  `insert into public.ticks select i, now() - i * interval '1 day' from generate_series(1, 120) i`,
]

/** A partition that ended before the limit is gone; the one that the limit lies in, and all younger ones, are there with all their rows. */
async function provenPartitions(url: string): Promise<void> {
  const limit = `date_trunc('day', now() at time zone 'utc' - interval '60 days')`
  assert.equal(await valueOf(url, `select min(at) at time zone 'utc' >= date_trunc('month', ${limit}) as value from public.ticks`), true)
  assert.equal(await valueOf(url, `select min(at) at time zone 'utc' < ${limit} + interval '1 day' as value from public.ticks`), true)
  assert.equal(await valueOf(url, `select count(*)::int = max(id) - min(id) + 1 as value from public.ticks`), true)
  assert.equal(
    await valueOf(url, `select count(*)::int as value from pg_class where relkind = 'r' and relname ~ '^p\\d$' and not relispartition`),
    0,
  )
}

export default [
  {
    title: 'expired rows in a table with odd names, walked along its index',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(
        url,
        (client) =>
          statements(
            client,
            'create schema "odd schema"',
            `create table ${odd} (id int, note text, ${at} timestamptz) with (autovacuum_enabled = false)`,
            `insert into ${odd} ${hourly} order by 3`,
            `create index on ${odd} (${at})`,
            `analyze ${odd}`,
          ),
        { query: `select pg_stat_get_live_tuples(${quoteLiteral(odd)}::regclass) >= ${hours} as ok` },
      )
      return worldAt(url, {
        params: { table: oddName, column: 'when it "happened" 🐘', keep: '30d' },
        proven: () => provenLeft(url, odd, at),
      })
    },
  },
  {
    title: 'a table without an index on its time, walked over the heap',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(
        url,
        (client) =>
          statements(
            client,
            'create table public.events (id int primary key, note text, at timestamp) with (autovacuum_enabled = false)',
            `insert into public.events select i, note, at at time zone 'utc' from (${hourly}) r(i, note, at) order by md5(note)`,
            'analyze public.events',
          ),
        { query: `select pg_stat_get_live_tuples('public.events'::regclass) >= ${hours} as ok` },
      )
      return worldAt(url, {
        params: { table: 'public.events', column: 'at', keep: '30d', 'without-index': true },
        proven: () => provenLeft(url, `(select at at time zone 'utc' as at from public.events) e`, 'at'),
      })
    },
  },
  {
    title: 'expired partitions, dropped at once',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, ...partitioned), { query: 'select true as ok' })
      return worldAt(url, {
        params: { table: 'ticks', column: 'at', keep: '60d', hold: '0s' },
        proven: () => provenPartitions(url),
      })
    },
  },
  {
    title: 'no new rows for longer than the policy',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      const filled = [
        'create table public.stopped (at date primary key)',
        `insert into public.stopped select date '2020-01-01' + i from generate_series(1, 100) i`,
      ]
      await setUp(url, (client) => statements(client, ...filled), { query: 'select true as ok' })
      return worldAt(url, {
        params: { table: 'stopped', column: 'at', keep: '30d' },
        proven: async () => assert.equal(await valueOf(url, 'select count(*)::int as value from public.stopped'), 100),
      })
    },
  },
  ...archivedScenarios,
] satisfies Scenario[]
