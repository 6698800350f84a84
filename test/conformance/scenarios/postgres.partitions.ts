import assert from 'node:assert/strict'
import { quoteIdentifier } from '../../../src/base/sql.ts'
import { setUp, statements, valueOf, worldAt } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

/** The beginning of a month in UTC, so many months from now, as a date. */
const month = (ahead: number): string => `(date_trunc('month', now() at time zone 'utc') + ${ahead} * interval '1 month')::date`

/** Months by their distance from now, named as pg_partman does. */
const partitioned = (table: string, months: readonly number[], more: readonly string[] = []): readonly string[] => [
  `create table public.${table} (id bigint generated always as identity, at timestamptz not null, price numeric check (price > 0), primary key (id, at)) partition by range (at)`,
  ...months.map(
    (n) => `do $$ begin execute format('create table public.%I partition of public.${table} for values from (%L) to (%L)',
      '${table}_p' || to_char(${month(n)}, 'YYYYMMDD'), ${month(n)} || ' 00:00+00', ${month(n + 1)} || ' 00:00+00'); end $$`,
  ),
  ...more,
]

async function reaches(url: string, table: string, from: number, to: number): Promise<void> {
  const insert = `with w as (insert into public.${table} (at, price)
    select m::date::timestamp at time zone 'utc' + interval '1 day', 1 from generate_series(${month(from)}, ${month(to)}, interval '1 month') m returning tableoid) select count(distinct tableoid)::int as value from w`
  assert.equal(await valueOf(url, insert), to - from + 1)
  // Nothing is left of the making.
  assert.equal(await valueOf(url, `select count(*)::int as value from pg_constraint where conname like 'upkeep%'`), 0)
  assert.equal(
    await valueOf(
      url,
      `select count(*)::int as value from pg_class where relkind = 'r' and relname like '${table}%' and not relispartition`,
    ),
    0,
  )
}

export default [
  {
    title: 'too few months ahead, a gap between two, and a default partition',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      const made = partitioned('ticks', [-3, -1, 0], ['create table public.ticks_rest partition of public.ticks default'])
      await setUp(url, (client) => statements(client, ...made), { query: 'select true as ok' })
      return worldAt(url, {
        params: { table: 'ticks', every: 'month', ahead: 2 },
        proven: async () => {
          await reaches(url, 'ticks', -3, 2)
          assert.equal(await valueOf(url, 'select count(*)::int as value from public.ticks_rest'), 0)
          const name = await valueOf<string>(url, `select 'ticks_p' || to_char(${month(2)}, 'YYYYMMDD') as value`)
          assert.equal(
            await valueOf(url, `select relispartition as value from pg_class where oid = '${quoteIdentifier('public', name)}'::regclass`),
            true,
          )
        },
      })
    },
  },
  {
    title: 'all the months that it wants',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, ...partitioned('ticks', [0, 1, 2])), { query: 'select true as ok' })
      return worldAt(url, { params: { table: 'ticks', every: 'month', ahead: 2 }, proven: () => reaches(url, 'ticks', 0, 2) })
    },
  },
] satisfies Scenario[]
