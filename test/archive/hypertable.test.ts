import { cp } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import retention from '../../src/procedures/postgres/retention.ts'
import { temporaryFolder, testCluster, testDatabase } from '../harness/index.ts'
import type { TemporaryFolder, TestCluster } from '../harness/index.ts'
import { lookAt, run } from '../postgres/looking.ts'
import { archiveSiteOn } from './site.ts'

/*
 * TimescaleDB itself can't be had here: the extension of that name is a stand-in of ours (test/fixtures/timescaledb), which keeps to the documentation of what is
 * called. It shows that retention calls the right thing with the right words, and not that TimescaleDB does what it says.
 */

let cluster: TestCluster
let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  await cp(new URL('../fixtures/timescaledb', import.meta.url).pathname, folder.path, { recursive: true })
  cluster = await testCluster({ major: 18, settings: { extension_control_path: `${folder.path}:$system` } })
})
afterAll(async () => {
  await cluster.close()
  await folder.close()
})

const month = (n: number): string => new Date(Date.UTC(2025, n, 1)).toISOString()
/** Three chunks of a month, the last of which has not ended, with ten rows each. */
const hypertable = (type: string): string => `create extension timescaledb;
  create table "odd ticks" (id int, at ${type} not null);
  select create_hypertable('"odd ticks"', 'at');
  select make_chunk('"odd ticks"', '${month(0)}', '${month(1)}'), make_chunk('"odd ticks"', '${month(1)}', '${month(2)}'), make_chunk('"odd ticks"', '2026-01-01', '2036-01-01');
  insert into _timescaledb_internal._hyper_1_1_chunk select i, '2025-01-05'::date + i from generate_series(1, 10) i;
  insert into _timescaledb_internal._hyper_1_2_chunk select i, '2025-02-05'::date + i from generate_series(11, 20) i;
  insert into _timescaledb_internal._hyper_1_3_chunk select i, now() from generate_series(21, 30) i;
  analyze`
const params = { table: 'odd ticks', column: 'at', keep: '90d' }
const ids = `select array_agg(id order by id) as value from "odd ticks"`
const from21 = Array.from({ length: 10 }, (_, n) => 21 + n)
const site = (task: object, ...more: readonly string[]) =>
  archiveSiteOn({ clusterUrl: cluster.url() }, { with: params, ...task }, hypertable('timestamptz'), ...more)

it('expired chunks of a hypertable are archived and dropped; one that is only partly expired stays', async () => {
  const { run: keep, steps, value, archives, upkeep } = await site({})
  const done = await keep()
  expect(done.state).toBe('converged')
  expect(await steps(done)).toEqual(['archive:public."odd ticks" done', 'drop-chunks:public."odd ticks" done'])
  expect(await value(ids)).toEqual(from21)
  expect(await value('select count(*)::int as value from timescaledb_information.chunks')).toBe(1)
  const [archive] = await archives()
  expect(archive).toMatchObject({ rows: 20, columnName: 'at', rangeTo: new Date(month(2)) })
  expect((await upkeep('archive', 'restore', archive!.id, '--table', 'back')).code).toBe(0)
  expect(await value('select array_agg(id order by id) as value from back')).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
})

it('no chunk is dropped when a row came into one after the archive', async () => {
  const { run: keep, value, client } = await site({})
  const failed = await keep(() => client.query(`insert into _timescaledb_internal._hyper_1_1_chunk values (99, '2025-01-09')`))
  expect(failed.state).toBe('failed')
  expect(failed.error).toMatchObject({ message: expect.stringContaining('no chunk was dropped') as string })
  expect(await value('select count(*)::int as value from "odd ticks"')).toBe(31)
  expect((await keep()).state).toBe('converged')
  expect(await value(ids)).toEqual(from21)
})

it('nor when a chunk came that the archive knows nothing of', async () => {
  const { run: keep, value, client } = await site({})
  const failed = await keep(() =>
    client.query(`select make_chunk('"odd ticks"', '${month(2)}', '${month(3)}');
      insert into _timescaledb_internal._hyper_1_4_chunk values (99, '2025-03-09')`),
  )
  expect(failed.state).toBe('failed')
  expect(await value('select count(*)::int as value from "odd ticks"')).toBe(31)
})

it('compressed chunks are not archived, and without that are dropped as they are', async () => {
  const compressed = `update _timescaledb_internal.chunk set is_compressed = true where range_end < now()`
  const { run: keep, value, openFindings, change } = await site({}, compressed)
  expect((await keep()).state).toBe('converged')
  expect(await openFindings()).toMatchObject([{ fingerprint: 'compressed:public."odd ticks"' }])
  expect(await value('select count(*)::int as value from "odd ticks"')).toBe(30)
  await change({ proof: 'none', with: params })
  expect((await keep()).state).toBe('converged')
  expect(await value(ids)).toEqual(from21)
})

it.each(['timestamptz', 'timestamp', 'date'])(
  'the plan shows the very call for a column that is %s, and which chunks it is about',
  async (type) => {
    const { url } = await testDatabase({ clusterUrl: cluster.url() })
    await run(url, hypertable(type))
    const { assessment } = await lookAt(retention, url, { params })
    expect(assessment.steps).toHaveLength(1)
    const { statement, rows } = assessment.steps[0]!.preview
    expect(rows).toBe(20)
    expect(statement).toMatch(
      new RegExp(`^SELECT "public"\\."drop_chunks"\\('"public"\\."odd ticks"'::regclass, older_than => '.*'::${type}\\)\n`),
    )
    expect(statement).toContain('-- _timescaledb_internal._hyper_1_1_chunk, _timescaledb_internal._hyper_1_2_chunk')
  },
)

it('a hypertable by another column, or row by row, is refused', async () => {
  const { url } = await testDatabase({ clusterUrl: cluster.url() })
  await run(url, hypertable('timestamptz'), 'alter table "odd ticks" add column other timestamptz')
  const look = (more: object) => lookAt(retention, url, { params: { ...params, ...more } })
  await expect(look({ column: 'other' })).rejects.toThrow('public."odd ticks" is a hypertable by at, not by other')
  await expect(look({ mode: 'rows' })).rejects.toThrow('its rows go chunk by chunk')
})

it('tables that inherit without being chunks or partitions are not deleted from', async () => {
  const {
    run: keep,
    value,
    openFindings,
  } = await archiveSiteOn(
    { clusterUrl: cluster.url() },
    { with: { table: 'base', column: 'at', keep: '30d', 'without-index': true } },
    `create table base (at timestamptz); create table heir () inherits (base); insert into heir values ('2001-01-01'), (now())`,
  )
  await keep()
  expect(await value('select count(*)::int as value from heir')).toBe(2)
  expect((await openFindings()).map(({ fingerprint }) => fingerprint)).toContain('heirs:public.base')
})
