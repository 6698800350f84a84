import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/harness/index.ts'
import type { TestDatabase } from '../../../../test/harness/index.ts'
import type { Json } from '../../../base/json.ts'
import { newId } from '../../../base/id.ts'
import { createLogger } from '../../../base/logger.ts'
import postgres from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { inspectSize } from './inspect.ts'
import type { SizeObservation } from './inspect.ts'
import { sizeParams } from './params.ts'

const log = createLogger({ level: 'silent' })
const signal = new AbortController().signal
let database: TestDatabase
let admin: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  await admin.query(`
    create table notes (id int primary key, note text); create index notes_note on notes (left(note, 32));
    insert into notes select i, md5(i::text) from generate_series(1, 3000) i;
    insert into notes values (0, (select string_agg(md5(i::text), '') from generate_series(1, 5000) i));
    create table ticks (at date) partition by range (at);
    create table ticks_1 partition of ticks for values from ('2025-01-01') to ('2025-02-01');
    create table ticks_2 partition of ticks for values from ('2025-02-01') to ('2025-03-01');
    insert into ticks values ('2025-01-01'), ('2025-02-01')`)
})
afterAll(async () => {
  await admin.end()
  await database.close()
})

async function look(previous: Json = null, now = new Date()): Promise<SizeObservation> {
  const target = await postgres.open(postgres.config.parse({ url: database.url }), {
    mode: 'inspect',
    run: { id: newId(), fence: 1 },
    signal,
    log,
  })
  try {
    return await inspectSize(target, sizeParams.parse({}), { now, previous } as unknown as InspectContext)
  } finally {
    await target.close()
  }
}

it('agrees with what PostgreSQL says of each table, its indexes and its TOAST', async () => {
  const { tables, databaseBytes } = await look()
  const { rows } = await admin.query<{ total: number; indexes: number; toast: number; database: number }>(`
    select pg_total_relation_size('notes')::int as total, pg_indexes_size('notes')::int as indexes, pg_total_relation_size(reltoastrelid)::int as toast,
      pg_database_size(current_database())::int as database from pg_class where oid = 'notes'::regclass`)
  const { total, indexes, toast, database: all } = rows[0]!
  expect(tables.find(({ name }) => name === 'notes')).toMatchObject({
    totalBytes: total,
    indexBytes: indexes,
    toastBytes: toast,
    tableBytes: total - indexes - toast,
  })
  expect(databaseBytes).toBe(all)
})

it('tells the size of each index', async () => {
  const { rows } = await admin.query<{ name: string; bytes: number }>(`
    select indexrelid::regclass::text as name, pg_relation_size(indexrelid)::int as bytes from pg_index where indrelid = 'notes'::regclass order by 2 desc`)
  expect((await look()).indexes).toEqual(rows.map((row) => ({ schema: 'public', table: 'public.notes', ...row })))
})

it('counts the partitions of a table together', async () => {
  const { rows } = await admin.query<{ bytes: number }>(
    `select (pg_total_relation_size('ticks_1') + pg_total_relation_size('ticks_2'))::int as bytes`,
  )
  expect((await look()).tables.filter(({ name }) => name.startsWith('ticks'))).toMatchObject([
    { name: 'ticks', partitions: 2, totalBytes: rows[0]!.bytes },
  ])
})

it('passes over a table that somebody holds locked, by an index of it too, and names it', async () => {
  await admin.query('begin; reindex index notes_note')
  const { locked, tables, indexes } = await look()
  await admin.query('rollback')
  expect(locked).toEqual(['public.notes'])
  expect(tables.map(({ name }) => name)).toEqual(['ticks'])
  expect(indexes).toEqual([])
})

it('carries earlier looks along, and takes none from an observation of another shape', async () => {
  const first = await look(null, new Date('2025-11-01T00:00:00Z'))
  const second = await look(first, new Date('2025-11-02T00:00:00Z'))
  expect(second.samples).toEqual([
    {
      at: '2025-11-01T00:00:00.000Z',
      databaseBytes: first.databaseBytes,
      tables: expect.objectContaining({ 'public.ticks': expect.any(Number) as number }) as object,
    },
  ])
  expect((await look(second, new Date('2025-11-03T00:00:00Z'))).samples.map(({ at }) => at.slice(0, 10))).toEqual([
    '2025-11-01',
    '2025-11-02',
  ])
  expect((await look({ bytes: 7 })).samples).toEqual([])
  expect((await look({ ...second, database: 'another' })).samples).toEqual([])
})
