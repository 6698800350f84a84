import { expect, it } from 'vitest'
import { restoreArchive } from '../../src/backup/archive/restore.ts'
import { createLogger } from '../../src/base/logger.ts'
import postgres from '../../src/targets/postgres/index.ts'
import { as } from '../postgres/looking.ts'
import { archiveWorld, quiet } from './world.ts'

it('rows are restored under the names that the triggers of the table know, and those that wait for the end have their say before it is looked at', async () => {
  const { archive, target, client, value } = await archiveWorld(
    undefined,
    'create table t (id int)',
    'create table log (id int)',
    `create function note() returns trigger language plpgsql as $$ begin insert into log values (new.id); return new; end $$`,
    'create trigger at_once after insert on t for each row execute function note()',
    'create constraint trigger at_the_end after insert on t deferrable initially deferred for each row execute function note()',
    'insert into t values (1), (2)',
  )
  const { archive: made } = await archive('t')
  await client.query('truncate t, log')
  const context = { progress: () => {}, signal: quiet.signal }
  expect(await restoreArchive(target, made.path, { schema: 'public', name: 't' }, context)).toMatchObject({ restored: 2 })
  expect(await value('select array_agg(id order by id) as value from log')).toEqual([1, 1, 2, 2])
  await client.query(`truncate t, log;
    create function undo() returns trigger language plpgsql as $$ begin delete from t where id = new.id; return null; end $$;
    create constraint trigger undo after insert on t deferrable initially deferred for each row execute function undo()`)
  await expect(restoreArchive(target, made.path, { schema: 'public', name: 't' }, context)).rejects.toThrow('nothing was restored')
})

it('sequences of serial and identity columns go on after the restored numbers, and are never set back', async () => {
  const { archive, target, client, value } = await archiveWorld(
    undefined,
    `create table "odd ""t"" 🐘" (id int generated always as identity primary key, down int default 0, "no." bigserial);
    create sequence falling increment -1; alter table "odd ""t"" 🐘" alter down set default nextval('falling'); alter sequence falling owned by "odd ""t"" 🐘".down;
    insert into "odd ""t"" 🐘" default values; insert into "odd ""t"" 🐘" default values; insert into "odd ""t"" 🐘" default values`,
  )
  const { archive: made } = await archive('odd "t" 🐘')
  const context = { progress: () => {}, signal: quiet.signal }
  const into = { schema: 'public', name: 'odd "t" 🐘' }
  const next = `insert into "odd ""t"" 🐘" default values returning array[id, down, "no."]::int[] as value`
  await client.query('truncate "odd ""t"" 🐘" restart identity')
  const restored = await restoreArchive(target, made.path, into, context)
  expect(restored.advanced).toHaveLength(3)
  expect(await value(next)).toEqual([4, -4, 4])
  // Without a new beginning they stand where they were.
  await client.query('delete from "odd ""t"" 🐘"')
  expect(await restoreArchive(target, made.path, into, context)).toMatchObject({ restored: 3, advanced: [], behind: [] })
  expect(await value(next)).toEqual([5, -5, 5])
})

it('a sequence that the role may not change is named, and the rows are restored', async () => {
  const { archive, client, url } = await archiveWorld(
    undefined,
    `create table t (id serial); insert into t default values; create role restorer login password 'restorer'; grant select, insert on t to restorer`,
  )
  const { archive: made } = await archive('t')
  await client.query('truncate t restart identity')
  const opening = { mode: 'apply', run: { id: 'restore', fence: 1 }, signal: quiet.signal, log: createLogger({ level: 'silent' }) } as const
  const theirs = await postgres.open(postgres.config.parse({ url: as('restorer', url) }), opening)
  try {
    const context = { progress: () => {}, signal: quiet.signal }
    const restored = await restoreArchive(theirs, made.path, { schema: 'public', name: 't' }, context)
    expect(restored).toMatchObject({ restored: 1, advanced: [], behind: ['public.t_id_seq'] })
  } finally {
    await theirs.close()
    await client.query('drop owned by restorer; drop role restorer')
  }
})
