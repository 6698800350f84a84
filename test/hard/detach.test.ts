import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/base/json.ts'
import retention from '../../src/procedures/postgres/retention.ts'
import { killTrials } from './kill-trials.ts'

/**
 * Nine months in partitions, of which six have expired; in half of the trials they are dropped at once, in the other half they are held. The limit lies in
 * the middle of a month, so that no partition is near it.
 */
const months = [11, 10, 9, 8, 7, 6, 2, 1, 0]
const limit = `date_trunc('month', now() at time zone 'utc') - interval '4 months'`

type Picture = JsonObject & { readonly rows: number; readonly expired: number; readonly held: readonly { readonly rows: number }[] }

killTrials({
  name: 'detach',
  procedure: retention,
  trials: { 15: 25, 18: 25 },
  params: ({ chance }) => ({ table: 'months', column: 'at', keep: '120d', hold: chance < 0.5 ? '0s' : '7d' }),
  prepare: async (client) => {
    await client.query(`create table months (id int, at timestamp not null, note text) partition by range (at)`)
    for (const back of months) {
      const begin = `date_trunc('month', now() at time zone 'utc') - interval '${back} months'`
      await client.query(`do $$ begin execute format('create table m${back} partition of months for values from (%L) to (%L)',
        ${begin}, ${begin} + interval '1 month'); end $$`)
      await client.query(`insert into months select i, ${begin} + i * interval '1 minute', 'row ' || i from generate_series(1, 500) i`)
    }
    await client.query('vacuum (freeze, analyze)')
  },
  picture: async (client) => {
    const { rows: tables } = await client.query<{ name: string; attached: boolean }>(`
      select c.relname::text as name, c.relispartition as attached from pg_class c where c.relkind = 'r' and c.relname ~ '^m\\d+$' order by length(c.relname), 1`)
    const { rows } = await client.query<JsonObject>(`
      select count(*)::int as rows, count(*) filter (where at < ${limit})::int as expired,
        md5(string_agg(t::text, ',' order by at, id) filter (where at >= ${limit})) as kept from months t`)
    const held: JsonObject[] = []
    for (const { name } of tables.filter(({ attached }) => !attached)) {
      const { rows: found } = await client.query<JsonObject>(
        `select '${name}' as name, count(*)::int as rows, md5(string_agg(t::text, ',' order by at, id)) as content from ${name} t`,
      )
      held.push(found[0]!)
    }
    return { ...rows[0]!, attached: tables.filter(({ attached }) => attached).map(({ name }) => name), held }
  },
  proven: (before, after) => {
    const [was, is] = [before as Picture, after as Picture]
    assert.deepEqual([was.rows, was.expired, was.held], [4_500, 3_000, []])
    assert.deepEqual({ ...is, held: [] }, { ...was, rows: 1_500, expired: 0, attached: ['m0', 'm1', 'm2'] })
    assert.ok([0, 6].includes(is.held.length) && is.held.every(({ rows }) => rows === 500))
  },
})
