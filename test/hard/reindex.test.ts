import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/base/json.ts'
import reindex from '../../src/procedures/postgres/reindex.ts'
import { killTrials } from './kill-trials.ts'

/**
 * Three indexes that are five times as large as their rows need. One is built slowly, by an expression that rests now and then: its build is still at work
 * when the next worker comes to end it.
 */
killTrials({
  name: 'reindex',
  procedure: reindex,
  trials: { 15: 25, 18: 25 },
  params: () => ({ tables: ['ticks'], 'min-size': '100 KiB' }),
  prepare: async (client) => {
    await client.query(`
      create table ticks (id int primary key, at timestamptz, note text) with (autovacuum_enabled = false);
      insert into ticks select i, now() - i * interval '1 second', md5(i::text) from generate_series(1, 50000) i;
      create function resting(i int) returns int language plpgsql immutable as $$ begin
        if i % 800 = 0 then perform pg_sleep(0.005); end if;
        return i;
      end $$;
      create index ticks_resting on ticks (resting(id));
      create unique index "ticks' ""note"" 🐘" on ticks (note);
      delete from ticks where id % 5 <> 0`)
    await client.query('vacuum (analyze) ticks')
  },
  picture: async (client) => {
    const { rows: indexes } = await client.query<Index>(`
      select c.relname::text as name, pg_get_indexdef(c.oid) as definition, i.indisvalid as valid, pg_relation_size(c.oid)::int as bytes
      from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'ticks'::regclass order by 1`)
    const { rows } = await client.query<JsonObject>(
      `select count(*)::int as rows, md5(string_agg(t::text, ',' order by id)) as content from ticks t`,
    )
    return { ...rows[0]!, indexes }
  },
  proven: (before, after) => {
    const [was, is] = [before as Picture, after as Picture]
    const known = ({ name, definition, valid }: Index): object => ({ name, definition, valid })
    assert.deepEqual(is.indexes.map(known), was.indexes.map(known))
    assert.deepEqual({ ...is, indexes: [] }, { ...was, indexes: [] })
    assert.equal(is.indexes.length, 3)
    for (const [n, { bytes }] of is.indexes.entries()) assert.ok(bytes < was.indexes[n]!.bytes / 3, `${bytes} of ${was.indexes[n]!.bytes}`)
  },
})

type Index = JsonObject & { readonly name: string; readonly definition: string; readonly valid: boolean; readonly bytes: number }
type Picture = JsonObject & { readonly indexes: readonly Index[] }
