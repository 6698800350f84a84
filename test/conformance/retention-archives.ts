import assert from 'node:assert/strict'
import { archivedNumbers } from '../fixtures/archived.ts'
import { setUp, snapshot, statements, valueOf } from './postgres-world.ts'
import type { Scenario, World } from './scenario.ts'

const count = 1_800
const everyNumber = Array.from({ length: count }, (_, n) => n + 1)

/** Every row that there ever was is in the table or in an archive, and what had to go is not in the table. */
async function nothingLost(url: string, folder: string, table: string): Promise<void> {
  const left = await valueOf<number[]>(url, `select coalesce(array_agg(id order by id), '{}') as value from ${table}`)
  const gone = await archivedNumbers(folder, 'id')
  assert.deepEqual(
    [...new Set([...gone, ...left])].toSorted((a, b) => a - b),
    everyNumber,
  )
  assert.ok(gone.length > 0 && left.length > 0)
}

const scenario = (title: string, table: string, made: readonly string[], params: object): Scenario => ({
  title,
  expects: 'steps',
  make: async (bench): Promise<World> => {
    const { url } = await bench.database()
    const folder = await bench.folder()
    await setUp(url, (client) => statements(client, ...made, `analyze ${table}`), { query: 'select true as ok' })
    return {
      config: { url },
      params: { table, column: 'at', keep: '30d', archive: { folder }, ...params },
      snapshot: () => snapshot(url),
      proven: async () => {
        await nothingLost(url, folder, table)
        assert.equal(
          await valueOf(
            url,
            `select count(*)::int as value from ${table} where at < date_trunc('day', now() at time zone 'utc') - interval '61 days'`,
          ),
          0,
        )
      },
      close: async () => {},
    }
  },
})

export const archivedScenarios: readonly Scenario[] = [
  scenario(
    'expired rows that are archived before they are deleted',
    'public.kept',
    [
      'create table public.kept (id int primary key, at timestamp not null, price numeric(20,10), doc jsonb) with (autovacuum_enabled = false)',
      `insert into public.kept select i, now() at time zone 'utc' - i * interval '1 hour', i / 7.0, jsonb_build_object('🐘', i) from generate_series(1, ${count}) i`,
      'create index on public.kept (at)',
    ],
    {},
  ),
  scenario(
    'expired partitions that are archived before they are dropped',
    'public.days',
    [
      'create table public.days (id int, at timestamp not null) partition by range (at)',
      ...[90, 60, 0].map(
        (from, n, all) =>
          `create table public.d${n} partition of public.days for values from (${n === 0 ? 'minvalue' : `(date_trunc('day', now() at time zone 'utc') - interval '${from} days')`}) to (${n === all.length - 1 ? 'maxvalue' : `(date_trunc('day', now() at time zone 'utc') - interval '${all[n + 1]!} days')`})`,
      ),
      `insert into public.days select i, now() at time zone 'utc' - i * interval '1 hour' from generate_series(1, ${count}) i`,
    ],
    { hold: '0s' },
  ),
]
