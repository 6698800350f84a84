import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreArchive } from '../../src/backup/archive/restore.ts'
import { verifyArchive } from '../../src/backup/archive/verify.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster } from '../harness/index.ts'
import type { TestCluster } from '../harness/index.ts'
import { everyType, everyTypeRows, nativeTypes } from './every-type.ts'
import { archiveWorld, before, quiet } from './world.ts'
import type { ArchiveWorld } from './world.ts'

const trades = `create table trades (id bigserial primary key, at timestamptz not null, price numeric(20,10));
  insert into trades (at, price) select '2025-01-01 00:00+00'::timestamptz + i * interval '1 hour', i / 3.0 from generate_series(0, 999) i;`
const february = before('at', '2025-02-01T00:00:00.000Z')
/** 31 days of hours. */
const inJanuary = 744

/** Files under a folder, by their paths in it. */
const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const restore = { progress: () => {}, signal: quiet.signal }

describe.each(majors)('archives on PostgreSQL %i', (major) => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await testCluster({ major })
  })
  afterAll(() => cluster.close())
  const world = async (...statements: string[]): Promise<ArchiveWorld> => archiveWorld(cluster.url(), ...statements)

  it('keep every value of every type, in the types of others where there are such, and bring it back exactly', async () => {
    const { archive, target, value } = await world(everyType)
    const { archive: made } = await archive('every_type')
    expect(made.manifest.content.rows).toBe(everyTypeRows)

    const duck = await (await DuckDBInstance.create(':memory:')).connect()
    const described = await duck.runAndReadAll(`describe select * from '${join(made.path, 'rows.parquet')}'`)
    const types = Object.fromEntries(described.getRowObjectsJson().map((row) => [row['column_name'], row['column_type']]))
    expect(types).toMatchObject(nativeTypes)
    const [sums] = (
      await duck.runAndReadAll(
        `select sum(price)::varchar as price, max("at") filter (isfinite("at") and year("at") < 9999)::varchar as at from '${join(made.path, 'rows.parquet')}'`,
      )
    ).getRowObjects()
    expect(sums).toEqual({ price: '-9999999999.9998999999', at: expect.stringMatching(/^2025-10-23 10:34:56\.123456/) })

    const restored = await restoreArchive(target, made.path, { schema: 'public', name: 'again' }, restore)
    expect(restored).toEqual({
      created: true,
      rows: everyTypeRows,
      restored: everyTypeRows,
      alreadyThere: 0,
      kept: 0,
      advanced: [],
      behind: [],
    })
    const text = (table: string): string => `select string_agg(t::text, E'\\n' order by t::text) as value from ${table} t`
    expect(await value(text('again'))).toBe(await value(text('every_type')))
  })

  it('hold the rows of one moment, whatever is written meanwhile', async () => {
    // Of 20 kB each, so that there are several batches.
    const { archive, url, value } = await world(trades, `alter table trades add note text default repeat('note', 5000)`)
    const other = new pg.Client(url)
    await other.connect()
    let batches = 0
    const { archive: made } = await archive('trades', february, {
      checkpoint: async () => {
        if (batches++ === 1)
          await other.query(`insert into trades (at, price) values ('2025-01-05', 1); delete from trades where id <= 100`)
      },
    })
    await other.end()
    expect(batches).toBeGreaterThan(2)
    expect(made.manifest.content.rows).toBe(inJanuary)
    expect(await value("select count(*)::int as value from trades where at < '2025-02-01'")).toBe(inJanuary - 99)
  })
})

describe('an archive', () => {
  const world = async (...statements: string[]): Promise<ArchiveWorld> => archiveWorld(undefined, ...statements)

  it('is confirmed instead of written again while the table holds exactly its rows', async () => {
    const { archive, client } = await world(trades)
    const first = await archive('trades', february)
    const again = await archive('trades', february)
    expect(again.made).toBe(false)
    expect(again.archive.manifest.id).toBe(first.archive.manifest.id)
    expect(BigInt(again.archive.manifest.confirmed.xmin)).toBeGreaterThanOrEqual(BigInt(first.archive.manifest.confirmed.xmin))
    await client.query(`update trades set price = 7 where id = 1`)
    const changed = await archive('trades', february)
    expect(changed.made).toBe(true)
    expect(await filesIn(changed.archive.root)).toHaveLength(4)
  })

  it('is written again when the file of the former was damaged', async () => {
    const { archive } = await world(trades)
    const first = await archive('trades', february)
    await truncate(join(first.archive.path, 'rows.parquet'), 100)
    expect((await archive('trades', february)).made).toBe(true)
  })

  it('leaves nothing behind when it is stopped halfway', async () => {
    const { archive, folder } = await world(trades)
    const stopped = archive('trades', february, {
      checkpoint: async () => {
        if ((await filesIn(folder)).length > 0) throw new Error('stopped here')
      },
    })
    await expect(stopped).rejects.toThrow('stopped here')
    expect(await filesIn(folder)).toEqual([])
  })

  it('removes what a killed process has left, and leaves alone what a living one works on', async () => {
    const { archive, folder } = await world(trades)
    const { hostname } = await import('node:os')
    const [dead, living] = [`${hostname()}@4194304@abc`, `${hostname()}@${process.pid}@abc`]
    for (const name of [dead, living]) {
      await mkdir(join(folder, '.unfinished', name), { recursive: true })
      await writeFile(join(folder, '.unfinished', name, 'rows.parquet'), 'half')
    }
    await archive('trades', february)
    expect(await readdir(join(folder, '.unfinished'))).toEqual([living])
  })

  it('is not made through a link that leads out of the folder', async () => {
    const { archive, folder } = await world(trades)
    await symlink('/tmp', join(folder, 'test'))
    await expect(archive('trades', february)).rejects.toThrow(/test is a link: nothing is archived through it/)
  })

  it('of a table with an odd name stays in its own folder', async () => {
    const name = `../../etc/"pass" 🐘`
    const { archive, folder } = await world(
      `create table "${name.replaceAll('"', '""')}" (at timestamptz); insert into "${name.replaceAll('"', '""')}" values (now())`,
    )
    const { archive: made } = await archive(name)
    expect(made.path.startsWith(`${folder}/test/public.`)).toBe(true)
    expect(existsSync(join(made.path, 'rows.parquet'))).toBe(true)
    expect(await verifyArchive(made.path)).toMatchObject({ fault: null })
  })

  it.each([
    ['is cut short', (file: string) => truncate(file, 200), /was changed: it has 200 bytes/],
    ['is gone', (file: string) => rm(file), /is gone/],
  ])('whose file %s is found out', async (_, damage, fault) => {
    const { archive, target } = await world(trades)
    const { archive: made } = await archive('trades', february)
    await damage(join(made.path, 'rows.parquet'))
    expect((await verifyArchive(made.path)).fault).toMatch(fault)
    await expect(restoreArchive(target, made.path, { schema: 'public', name: 'trades' }, restore)).rejects.toThrow(fault)
  })

  it('whose rows were changed along with their hash is found out by the rows themselves', async () => {
    const { archive } = await world(trades)
    const [{ archive: january }, { archive: whole }] = [await archive('trades', february), await archive('trades')]
    await writeFile(join(january.path, 'manifest.json'), JSON.stringify({ ...january.manifest, file: whole.manifest.file }))
    const { copyFile } = await import('node:fs/promises')
    await copyFile(join(whole.path, 'rows.parquet'), join(january.path, 'rows.parquet'))
    expect((await verifyArchive(january.path)).fault).toMatch(/doesn't hold the 744 rows that its manifest tells of/)
  })

  it('of another database than the plan was made for is refused', async () => {
    const { folder, rowsOf, target } = await world(trades)
    const { archiveRows } = await import('../../src/backup/archive/archive-rows.ts')
    const request = { folder, rows: { ...rowsOf('trades'), database: '1/other' }, work: { stack: 'test', task: 'keep', target: 'db' } }
    await expect(archiveRows(target, request, quiet)).rejects.toThrow(/the rows are of the database 1\/other, and this is \d+\/test_/)
  })
})

describe('restoring', () => {
  const world = async (...statements: string[]): Promise<ArchiveWorld> => archiveWorld(undefined, ...statements)

  it('brings back what was deleted, and leaves what is there', async () => {
    const { archive, client, target, value } = await world(trades)
    const { archive: made } = await archive('trades', february)
    const before = await value("select md5(string_agg(t::text, '|' order by id)) as value from trades t")
    await client.query('delete from trades where id <= 500')
    expect(await restoreArchive(target, made.path, { schema: 'public', name: 'trades' }, restore)).toMatchObject({
      created: false,
      rows: inJanuary,
      restored: 500,
      alreadyThere: inJanuary - 500,
      kept: 0,
    })
    expect(await value("select md5(string_agg(t::text, '|' order by id)) as value from trades t")).toBe(before)
    expect(await restoreArchive(target, made.path, { schema: 'public', name: 'trades' }, restore)).toMatchObject({
      restored: 0,
      alreadyThere: inJanuary,
    })
  })

  it('keeps the row that is there when its key is the same and its values are not', async () => {
    const { archive, client, target, value } = await world(trades)
    const { archive: made } = await archive('trades', february)
    await client.query('delete from trades where id <= 10; update trades set price = -1 where id = 11')
    expect(await restoreArchive(target, made.path, { schema: 'public', name: 'trades' }, restore)).toMatchObject({ restored: 10, kept: 1 })
    expect(await value('select price::text as value from trades where id = 11')).toBe('-1.0000000000')
  })

  it('counts equal rows of a table without a key, and writes those that lack', async () => {
    const { archive, client, target, value } = await world(
      `create table ticks (at timestamptz, n int); insert into ticks select '2025-01-01', i % 2 from generate_series(1, 10) i`,
    )
    const { archive: made } = await archive('ticks')
    await client.query('delete from ticks where ctid in (select ctid from ticks where n = 1 limit 2)')
    expect(await restoreArchive(target, made.path, { schema: 'public', name: 'ticks' }, restore)).toMatchObject({
      restored: 2,
      alreadyThere: 8,
    })
    expect(await value('select count(*)::int as value from ticks where n = 1')).toBe(5)
  })

  it('refuses a table of another shape, naming each difference, and writes nothing', async () => {
    const { archive, target } = await world(trades, 'create table other (id bigint, price numeric(10,2))')
    const { archive: made } = await archive('trades', february)
    const refused = restoreArchive(target, made.path, { schema: 'public', name: 'other' }, restore)
    await expect(refused).rejects.toMatchObject({
      message: 'public.other has another shape than the archived rows',
      problems: [
        { message: 'it has no column at (timestamp with time zone)' },
        { message: 'its column price is numeric(10,2), and was numeric(20,10)' },
      ],
    })
  })

  it('writes nothing when a trigger changes what is written', async () => {
    const { archive, client, target, value } = await world(trades)
    const { archive: made } = await archive('trades', february)
    await client.query(`delete from trades where id <= 10;
      create function zero() returns trigger language plpgsql as $$ begin new.price := 0; return new; end $$;
      create trigger zero before insert on trades for each row execute function zero()`)
    await expect(restoreArchive(target, made.path, { schema: 'public', name: 'trades' }, restore)).rejects.toThrow(
      /not there as they were archived: nothing was restored/,
    )
    expect(await value('select count(*)::int as value from trades')).toBe(990)
  })
})
