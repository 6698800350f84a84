import { expect, it } from 'vitest'
import { archiveFor } from '../../src/backup/archive/archive-for.ts'
import { archiveRows } from '../../src/backup/archive/archive-rows.ts'
import { restoreArchive } from '../../src/backup/archive/restore.ts'
import { archiveWorld, before, quiet } from './world.ts'

it('an archive counts for the target that it was made of alone: another one makes its own, and goes by that', async () => {
  const { archive, target, folder, rowsOf } = await archiveWorld(undefined, 'create table t (id int)', 'insert into t values (1), (2)')
  const first = await archive('t')
  const rows = rowsOf('t')
  const second = { stack: 'test', task: 'keep', target: 'renamed' }
  await expect(archiveFor(folder, second, rows)).rejects.toThrow('has no archive of all rows of public.t')
  const own = await archiveRows(target, { folder, rows, work: second }, quiet)
  expect(own).toMatchObject({ made: true, archive: { manifest: { target: 'renamed', content: first.archive.manifest.content } } })
  expect((await archive('t')).archive.manifest.id).toBe(first.archive.manifest.id)
  expect((await archiveFor(folder, second, rows)).manifest.id).toBe(own.archive.manifest.id)
})

it('an archive goes by a column whose type is a domain over a time, and is restored into it', async () => {
  const { archive, target, client, value } = await archiveWorld(
    undefined,
    'create domain moment as timestamptz',
    'create table t (id int, at moment)',
    `insert into t select i, '2025-01-01 00:00+00'::timestamptz + i * interval '1 day' from generate_series(0, 59) i`,
  )
  const { archive: made } = await archive('t', before('at', '2025-02-01T00:00:00.000Z'))
  expect(made.manifest.content.rows).toBe(31)
  await client.query('delete from t where id < 31')
  await restoreArchive(target, made.path, { schema: 'public', name: 't' }, { progress: () => {}, signal: quiet.signal })
  expect(await value('select count(distinct id)::int as value from t')).toBe(60)
})
