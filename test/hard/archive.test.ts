import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { JsonObject } from '../../src/base/json.ts'
import retention from '../../src/procedures/postgres/retention.ts'
import { archivesIn } from '../fixtures/archived.ts'
import { killTrials } from './kill-trials.ts'

/**
 * Rows are archived before they are deleted, and partitions before they are dropped, half of the trials each. At the end each row is in the table or in
 * a whole archive: which ones, and how many archives they are spread over, depends on when the run was killed.
 */
killTrials({
  name: 'archive',
  procedure: retention,
  trials: { 15: 25, 18: 25 },
  task: { proof: 'archive' },
  params: ({ chance }, folder) => ({
    table: chance < 0.5 ? 'days' : 'ticks',
    column: 'at',
    keep: '30d',
    hold: '0s',
    archive: { folder },
    'batch-time': '20ms',
    'nice-ratio': 0,
  }),
  prepare: async (client) => {
    await client.query(`
      create table ticks (id int primary key, at timestamptz not null, price numeric(12, 4), note text) with (autovacuum_enabled = false);
      create index on ticks (at);
      create table days (like ticks) partition by range (at);
      create table days_old partition of days for values from (minvalue) to (now() - interval '61 days');
      create table days_less_old partition of days for values from (now() - interval '61 days') to (now() - interval '40 days');
      create table days_young partition of days for values from (now() - interval '40 days') to (maxvalue);
      insert into ticks select i, now() - case when i % 2 = 0 then interval '60 days' else interval '10 days' end - i * interval '20 seconds', i / 7.0, 'row ' || i
        from generate_series(1, 12000) i;
      insert into days select * from ticks`)
    await client.query('vacuum (freeze, analyze)')
  },
  picture: async (client, folder) => {
    const left = async (table: string): Promise<JsonObject> => {
      const { rows } = await client.query<JsonObject>(`
        select count(*)::int as rows, count(*) filter (where at < now() - interval '30 days')::int as expired,
          md5(string_agg(t::text, ',' order by id) filter (where at >= now() - interval '30 days')) as kept from ${table} t`)
      return rows[0]!
    }
    return { ticks: await left('ticks'), days: await left('days'), archived: await archived(folder) }
  },
  proven: (before, after) => {
    const [was, is] = [before as Picture, after as Picture]
    const [touched, other] = is.ticks.expired === 0 ? (['ticks', 'days'] as const) : (['days', 'ticks'] as const)
    assert.deepEqual(is[other], was[other])
    assert.deepEqual(is[touched], { rows: 6_000, expired: 0, kept: was[touched].kept })
    assert.deepEqual([was.archived, is.archived.rows], [none, 6_000])
  },
})

type Left = JsonObject & { readonly rows: number; readonly expired: number; readonly kept: string }
type Archived = JsonObject & { readonly rows: number; readonly sums: readonly string[]; readonly unfinished: readonly string[] }
type Picture = JsonObject & { readonly ticks: Left; readonly days: Left; readonly archived: Archived }

const none: Archived = { rows: 0, sums: [], unfinished: [] }

/** What all archives of a folder hold together, each row once. Throws when one of them isn't whole. */
async function archived(folder: string): Promise<Archived> {
  const files = (await archivesIn(folder)).map((path) => `'${join(path, 'rows.parquet')}'`)
  if (files.length === 0) return none
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const found = await connection.runAndReadAll(`
      select count(*)::int, sum(id)::text, sum(price)::text, sum(epoch_us("at"))::text, sum(hash(note)::hugeint)::text
      from (select distinct id, "at", price, note from read_parquet([${files.join(', ')}]))`)
    const [rows, ...sums] = found.getRows()[0]!
    return { rows: rows as number, sums: sums.map(String), unfinished: await readdir(join(folder, '.unfinished')).catch(() => []) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
