import { rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { everyType, everyTypeRows } from './every-type.ts'
import { archiveSite } from './site.ts'

const kept = { table: 'trades', column: 'at', keep: '30d' }
/** 100 rows that have expired, and 10 that have not. */
const trades = `create table trades (id int primary key, at timestamptz not null, price numeric(20,10));
  create index on trades (at);
  insert into trades select i, now() - interval '60 days' - i * interval '1 hour', i / 3.0 from generate_series(1, 100) i;
  insert into trades select i, now(), i from generate_series(101, 110) i;
  analyze trades`
const count = 'select count(*)::int as value from trades'

describe('a deletion under `proof: archive`', () => {
  it('is done once its archive is whole, with no row more than the archive holds', async () => {
    const site = await archiveSite({ with: kept }, trades)
    const run = await site.run()
    expect(run).toMatchObject({ state: 'converged' })
    expect(await site.steps(run)).toEqual([
      'archive:public.trades done',
      'delete:public.trades done',
      expect.stringMatching(/^vacuum:.*done$/),
    ])
    expect(await site.value(count)).toBe(10)
    expect(await site.archives()).toMatchObject([{ rows: 100, tableName: 'trades', columnName: 'at', fault: null }])
  })

  it.each([
    ['cut short', (file: string) => truncate(file, 200), /rows\.parquet was changed: it has 200 bytes/],
    ['removed', (file: string) => rm(file), /rows\.parquet is gone/],
  ])('is refused when the file was %s since it was verified, and loses nothing', async (_, damage, why) => {
    const site = await archiveSite({ with: kept }, trades)
    const run = await site.run(async () => {
      const [archive] = await site.archives()
      await damage(join(archive!.path, 'rows.parquet'))
    })
    expect(run.state).toBe('diverged')
    expect(await site.steps(run)).toEqual([
      'archive:public.trades done',
      'delete:public.trades refused',
      expect.stringMatching(/^vacuum:.*refused$/),
    ])
    expect(await site.value(count)).toBe(110)
    const finding = (await site.openFindings()).find(({ fingerprint }) => fingerprint === 'run:refused:delete:public.trades')
    expect(`${finding?.title} ${finding?.detail}`).toMatch(why)
    // The next run makes a whole one, and goes on.
    expect(await site.run()).toMatchObject({ state: 'converged' })
    expect(await site.value(count)).toBe(10)
  })

  it('is refused when the task makes no archive and none is known; the hint names the way out', async () => {
    const site = await archiveSite({ with: kept }, trades)
    await site.change({ with: kept })
    expect((await site.run()).state).toBe('diverged')
    expect(await site.value(count)).toBe(110)
    expect(await site.openFindings()).toContainEqual(
      expect.objectContaining({ fingerprint: 'run:refused:delete:public.trades', hint: expect.stringContaining('proof: none') as string }),
    )
  })

  it('leaves rows that were written or changed between the archive and the deletion', async () => {
    const site = await archiveSite({ with: kept }, trades)
    let asked = 0
    const run = await site.run(async () => {
      if (asked++ > 0) return
      await site.client.query(`insert into trades values (200, now() - interval '90 days', 1);
        update trades set price = -1 where id in (7, 8); delete from trades where id = 9`)
    })
    expect(run.state).toBe('diverged')
    expect(await site.value(`select array_agg(id order by id) as value from trades where id not between 101 and 110`)).toEqual([7, 8, 200])
    // The next run archives these too before it deletes them.
    expect(await site.run()).toMatchObject({ state: 'converged' })
    expect((await site.archives()).map(({ rows }) => rows)).toEqual([3, 100])
    expect(await site.value(count)).toBe(10)
  })

  it('leaves them also where another task made the archive', async () => {
    const site = await archiveSite({ with: kept }, trades)
    expect((await site.run()).state).toBe('converged')
    await site.client.query(`insert into trades select i, now() - interval '60 days', i from generate_series(301, 305) i`)
    await site.change({ with: kept })
    expect((await site.run()).state).toBe('diverged')
    expect(await site.value(count)).toBe(15)
  })
})

describe('a task that names no proof', () => {
  it('deletes nothing, though it archives; the hint names the way out', async () => {
    const site = await archiveSite({ proof: null, with: kept }, trades)
    expect((await site.run()).state).toBe('diverged')
    expect(await site.value(count)).toBe(110)
    expect((await site.openFindings()).map(({ hint }) => hint)).toContainEqual(expect.stringContaining('proof: none'))
  })
})

describe('an expired partition under `proof: archive`', () => {
  const days = `create table days (id int, at timestamptz not null, note text) partition by range (at);
    create table days_old partition of days for values from (minvalue) to ('2025-01-01 00:00+00');
    create table days_new partition of days for values from ('2025-01-01 00:00+00') to (maxvalue);
    insert into days select i, '2024-12-01 00:00+00'::timestamptz + i * interval '1 hour', 'row ' || i from generate_series(1, 50) i;
    insert into days select i, now(), 'new' from generate_series(51, 55) i`
  const params = { table: 'days', column: 'at', keep: '30d', hold: '0s' }

  it('is archived, detached and dropped, and comes back with one command', async () => {
    const site = await archiveSite({ with: params }, days)
    const before = await site.value(`select array_agg(t order by id)::text as value from days_old t`)
    const run = await site.run()
    expect(run.state).toBe('converged')
    expect(await site.steps(run)).toEqual(['archive:public.days_old done', 'detach:public.days_old done', 'drop:public.days_old done'])
    expect(await site.value(`select to_regclass('days_old')::text as value`)).toBeNull()
    const [archive] = await site.archives()
    const restored = await site.upkeep('archive', 'restore', archive!.id.slice(-8))
    expect(restored.out).toMatch(/^restored 50 of 50 rows into .*table public\.days_old, which was made for them/)
    expect(restored.code).toBe(0)
    expect(await site.value(`select array_agg(t order by id)::text as value from days_old t`)).toBe(before)
  })

  it('stays when a row came into it after its archive', async () => {
    const site = await archiveSite({ with: params }, days)
    let asked = 0
    const run = await site.run(async () => {
      // Detached by now: the second to be asked for is the drop.
      if (asked++ === 1) await site.client.query(`insert into days_old values (99, '2024-06-01', 'late')`)
    })
    expect(await site.steps(run)).toEqual(['archive:public.days_old done', 'detach:public.days_old done', 'drop:public.days_old failed'])
    expect(await site.value('select count(*)::int as value from days_old')).toBe(51)
    expect(await site.run()).toMatchObject({ state: 'converged' })
    expect((await site.archives()).map(({ rows }) => rows)).toEqual([51, 50])
    expect(await site.value(`select to_regclass('days_old')::text as value`)).toBeNull()
  })
})

it('what was archived and deleted is listed, verified and brought back by the commands, every value of every type', async () => {
  const site = await archiveSite({ with: { table: 'every_type', column: 'at', keep: '30d' } }, everyType, 'create index on every_type (at)')
  const text = `select string_agg(t::text, E'\\n' order by t::text) as value from every_type t`
  const before = await site.value(text)
  expect(await site.upkeep('run', 'test/keep')).toMatchObject({ code: 0 })
  const left = await site.value<number>('select count(*)::int as value from every_type')
  expect(left).toBeLessThan(everyTypeRows)

  const listed = await site.upkeep('archive', 'list', '--json')
  const [archive] = JSON.parse(listed.out) as { id: string; table: string; rows: number; path: string }[]
  expect(archive).toMatchObject({ table: 'public.every_type', rows: everyTypeRows - left })
  expect((await site.upkeep('archive', 'verify', archive!.id)).out).toContain(`the archive is whole: ${everyTypeRows - left} rows`)
  expect(await site.upkeep('archive', 'restore', archive!.id)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`restored ${everyTypeRows - left} of ${everyTypeRows - left} rows into`) as string,
  })
  expect(await site.value(text)).toBe(before)

  await truncate(join(archive!.path, 'rows.parquet'), 100)
  expect(await site.upkeep('archive', 'verify', archive!.id)).toMatchObject({
    code: 3,
    out: expect.stringContaining('the archive is damaged: ') as string,
  })
  expect((await site.upkeep('archive', 'list')).out).toContain('damaged')
})
