import { expect, it } from 'vitest'
import { restoreArchive } from '../../src/backup/archive/restore.ts'
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
