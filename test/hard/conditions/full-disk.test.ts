import { globSync } from 'node:fs'
import { chown, mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import reindex from '../../../src/procedures/postgres/reindex.ts'
import retention from '../../../src/procedures/postgres/retention.ts'
import type { Task } from '../../../src/stack/model.ts'
import { verifyAudit } from '../../../src/store/audit.ts'
import { majors } from '../../conformance/servers.ts'
import { archivesIn } from '../../fixtures/archived.ts'
import { withClient } from '../../harness/admin.ts'
import { testDatabase } from '../../harness/index.ts'
import { run as statements, sessionOf, until } from '../../postgres/looking.ts'
import { mortalCluster } from '../cluster.ts'
import { underCare } from './care.ts'
import { smallDisk } from './small-disk.ts'

const rows = 60_000
const table = `
  create table ticks (id int primary key, at timestamptz not null, note text) with (autovacuum_enabled = false);
  create index on ticks (at);
  insert into ticks select i, now() - case when i % 2 = 0 then interval '60 days' else interval '10 days' end, repeat('x', 100) from generate_series(1, ${rows}) i`

const left = async (client: pg.Client): Promise<{ expired: number; kept: number }> => {
  const { rows: found } = await client.query<{ expired: number; kept: number }>(
    `select count(*) filter (where at < now() - interval '30 days')::int as expired, count(*) filter (where at > now() - interval '30 days')::int as kept from ticks`,
  )
  return found[0]!
}

/** Uses up the WAL that is there already, but for the last bytes of it: what comes then needs a new file. */
async function useUpWal(client: pg.Client, leaveBytes: number): Promise<void> {
  const message = (bytes: number): Promise<unknown> =>
    client.query(`select pg_logical_emit_message(false, 'test', repeat('x', $1))`, [bytes])
  for (;;) {
    const { rows: found } = await client.query<{ ahead: number; room: number }>(`
      select (select count(*)::int from pg_ls_waldir() where name > pg_walfile_name(pg_current_wal_insert_lsn()) and name ~ '^[0-9A-F]{24}$') as ahead,
        (s.size - (pg_current_wal_insert_lsn() - '0/0') % s.size)::int as room
      from (select setting::numeric as size from pg_settings where name = 'wal_segment_size') s`)
    const { ahead, room } = found[0]!
    if (ahead === 0) return void (await message(Math.max(0, room - leaveBytes)))
    await message(1)
    await client.query('select pg_switch_wal()')
  }
}

describe.each(majors)('a full disk under PostgreSQL %i', (major) => {
  it('ends a deletion with the server; with room again the run goes on, and no row is missing', { timeout: 300_000 }, async () => {
    await using disk = await smallDisk(200)
    await using cluster = await mortalCluster(major, { dataDir: disk.path, settings: { min_wal_size: '32MB', max_wal_size: '64MB' } })
    await withClient(cluster.url(), async (client) => {
      await client.query(table)
      await client.query('vacuum (analyze) ticks')
      await client.query('checkpoint')
    })
    await using care = await underCare(retention, cluster.url(), {
      with: { table: 'ticks', column: 'at', keep: '30d', 'batch-time': '20ms' },
    })
    await withClient(cluster.url(), async (client) => {
      disk.fill(0)
      await useUpWal(client, 2_000_000)
    })
    const stopped = await care.run()
    expect(stopped).toMatchObject({ state: 'queued', failures: 1, error: { transient: true } })
    expect(await serverLog(disk.path)).toContain('No space left on device')
    await disk.free()
    await cluster.revive()
    const before = await withClient(cluster.url(), left)
    expect(before.kept).toBe(rows / 2)
    expect(before.expired).toBeGreaterThan(0)
    expect(await care.again(stopped)).toMatchObject({ state: 'converged' })
    expect(await withClient(cluster.url(), left)).toEqual({ expired: 0, kept: rows / 2 })
    expect(await verifyAudit(care.world.engine.store)).toMatchObject({ intact: true })
  })
})

describe('a full disk under the folder of archives', () => {
  const task = (folder: string): Partial<Task> => ({
    proof: 'archive',
    with: { table: 'ticks', column: 'at', keep: '30d', archive: { folder } },
  })

  it('is seen before anything is written, and nothing is deleted', async () => {
    await using disk = await smallDisk(60)
    await using database = await testDatabase()
    await withClient(database.url, (client) => client.query(table))
    disk.fill(1_000_000)
    await using care = await underCare(retention, database.url, task(disk.path))
    const run = await care.run()
    expect(run.state).toBe('failed')
    expect(run.error).toMatchObject({
      message: expect.stringMatching(/ has 976 KiB free, and the archive may need [\d.]+ MiB while it is made$/) as string,
      hint: expect.stringMatching(/^make room there/) as string,
    })
    expect(await withClient(database.url, left)).toEqual({ expired: rows / 2, kept: rows / 2 })
    await disk.free()
    expect(await care.run()).toMatchObject({ state: 'converged' })
    expect(await withClient(database.url, left)).toEqual({ expired: 0, kept: rows / 2 })
  })

  it('that fills up while an archive is written leaves no archive and no file, and nothing is deleted', async () => {
    await using disk = await smallDisk(60)
    await using database = await testDatabase()
    await withClient(database.url, (client) => client.query(table))
    await using care = await underCare(retention, database.url, task(disk.path))
    const running = care.run()
    while (globSync('.unfinished/*/*', { cwd: disk.path }).length === 0) await sleep(1)
    disk.fill(0)
    const run = await running
    expect(run).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringContaining('No space left on device; the archive was not made, and nothing of it was kept') as string,
        hint: expect.stringMatching(/^make room there/) as string,
      },
    })
    expect(await withClient(database.url, left)).toEqual({ expired: rows / 2, kept: rows / 2 })
    expect(await archivesIn(disk.path)).toEqual([])
    expect(
      globSync('**/*', { cwd: disk.path, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    ).toEqual(['ballast'])
    await disk.free()
    expect(await care.run()).toMatchObject({ state: 'converged' })
    expect(await withClient(database.url, left)).toEqual({ expired: 0, kept: rows / 2 })
    expect(await archivesIn(disk.path)).toHaveLength(1)
  })
})

it.each(majors)(
  'a full disk under an index of PostgreSQL %i stops its rebuild, which leaves the old one and nothing beside it',
  { timeout: 120_000 },
  async (major) => {
    await using disk = await smallDisk(60)
    await using cluster = await mortalCluster(major)
    const { uid, gid } = await stat(cluster.dataFolder)
    await mkdir(join(disk.path, 'space'))
    await chown(join(disk.path, 'space'), uid, gid)
    await statements(
      cluster.url(),
      `create tablespace small location '${join(disk.path, 'space')}'`,
      'create table ticks (id int, note text)',
      'insert into ticks select i, md5(i::text) from generate_series(1, 100000) i',
      'create index ticks_note on ticks (note) tablespace small',
      'delete from ticks where id % 5 <> 0',
      'vacuum (analyze) ticks',
    )
    const client = await sessionOf(cluster.url(), 'eye')
    const indexes = async (): Promise<unknown> =>
      (
        await client.query(`select c.relname as name, pg_relation_size(c.oid) < 2e6 as small from pg_index i join pg_class c on c.oid = i.indexrelid
      where indrelid = 'ticks'::regclass and indisvalid is not null`)
      ).rows
    await using care = await underCare(reindex, cluster.url(), { with: { indexes: ['ticks_note'], 'min-size': '1 MiB' } })
    // The rebuild has made its place and waits for a transaction that writes, until the disk is full.
    const writer = await sessionOf(cluster.url(), 'writer')
    await writer.query('begin; insert into ticks values (0, null)')
    const running = care.run()
    await until(client, `select exists (select from pg_stat_progress_create_index where phase like 'waiting for writers%')`)
    disk.fill(0)
    await writer.query('commit')
    const stopped = await running
    expect(stopped).toMatchObject({ state: 'queued', failures: 1 })
    expect(stopped.error!.message).toMatch(/No space left on device \(SQLSTATE 53100\)/)
    expect(await indexes()).toEqual([{ name: 'ticks_note', small: false }])
    await disk.free()
    expect(await care.again(stopped)).toMatchObject({ state: 'converged' })
    expect(await indexes()).toEqual([{ name: 'ticks_note', small: true }])
  },
)

async function serverLog(folder: string): Promise<string> {
  const files = globSync('**/log/postgresql-*.log', { cwd: folder })
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('')
}
