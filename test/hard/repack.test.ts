import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/base/json.ts'
import reclaim from '../../src/procedures/postgres/reclaim.ts'
import { killTrials } from './kill-trials.ts'

/** A table that is four fifths air, which pg_repack writes anew, on the one version for which Debian packages it. */
killTrials({
  name: 'repack',
  procedure: reclaim,
  trials: { 15: 50 },
  params: () => ({ tables: ['ticks'], 'min-gain': '500 KiB', wait: '20s' }),
  prepare: async (client) => {
    await client.query(`
      create extension pg_repack;
      create table ticks (id int primary key, at timestamptz, note text) with (autovacuum_enabled = false);
      insert into ticks select i, now() - i * interval '1 second', md5(i::text) from generate_series(1, 30000) i;
      create index on ticks (at);
      delete from ticks where id % 5 <> 0`)
    await client.query('vacuum (analyze) ticks')
  },
  picture: async (client) => {
    const { rows } = await client.query<JsonObject>(`
      select count(*)::int as rows, md5(string_agg(t::text, ',' order by id)) as content, pg_relation_size('ticks') < 600000 as small,
        (select array_agg(pg_get_indexdef(indexrelid) order by indexrelid::regclass::text) from pg_index where indrelid = 'ticks'::regclass and indisvalid) as indexes,
        (select count(*)::int from pg_trigger where tgrelid = 'ticks'::regclass) as triggers
      from ticks t`)
    return rows[0]!
  },
  proven: (before, after) => {
    assert.deepEqual(before, { ...(after as JsonObject), small: false })
    assert.equal((after as JsonObject)['small'], true)
    assert.equal((after as JsonObject)['rows'], 6_000)
  },
})
