import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/base/json.ts'
import retention from '../../src/procedures/postgres/retention.ts'
import { killTrials } from './kill-trials.ts'

/** Two months of rows that have expired, spread among as many that stay; none is near the limit, wherever midnight falls. Without rests: a kill is to hit the work. */
killTrials({
  name: 'delete',
  procedure: retention,
  trials: { 15: 25, 18: 25 },
  params: () => ({ table: 'ticks', column: 'at', keep: '30d', 'batch-time': '20ms', 'nice-ratio': 0 }),
  prepare: async (client) => {
    await client.query(`
      create table ticks (id int primary key, at timestamptz, price numeric, note text) with (autovacuum_enabled = false);
      insert into ticks select i, now() - case when i % 2 = 0 then interval '60 days' else interval '10 days' end - i * interval '1 second', i / 7.0, repeat('x', i % 50)
        from generate_series(1, 40000) i order by md5(i::text);
      create index on ticks (at)`)
    await client.query('vacuum (freeze, analyze) ticks')
  },
  picture: async (client) => {
    const { rows } = await client.query<JsonObject>(`
      select count(*)::int as rows, count(*) filter (where at < now() - interval '30 days')::int as expired,
        md5(string_agg(t::text, ',' order by id) filter (where at >= now() - interval '30 days')) as kept
      from ticks t`)
    return rows[0]!
  },
  proven: (before, after) => {
    assert.deepEqual(before, { rows: 40_000, expired: 20_000, kept: (before as JsonObject)['kept'] })
    assert.deepEqual(after, { ...(before as JsonObject), rows: 20_000, expired: 0 })
  },
})
