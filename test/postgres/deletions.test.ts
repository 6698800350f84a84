import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import clear from '../../src/procedures/postgres/clear.ts'
import retention from '../../src/procedures/postgres/retention.ts'
import type { RetentionObservation } from '../../src/procedures/postgres/retention/observation.ts'
import { carryOut } from '../conformance/drive.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster } from '../harness/index.ts'
import { as, databasesOn, jobOf, lookAt, run, sessionOf } from './looking.ts'

/** What of the database itself stands in the way of a deletion: triggers, rules, foreign keys. */
describe.each(majors)('deletions on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const database = databasesOn(cluster)
  const keep = (more: JsonObject = {}): JsonObject => ({ table: 'posts', column: 'at', keep: '30d', 'nice-ratio': 0, ...more })
  const see = (url: string, more: JsonObject = {}) => lookAt<RetentionObservation>(retention, url, { params: keep(more) })
  const remove = (url: string, procedure: typeof retention | typeof clear, params: JsonObject) =>
    carryOut(procedure, jobOf(procedure, url, params))
  const value = async (url: string, query: string): Promise<unknown> => {
    const [row] = (await (await sessionOf(url, 'test')).query<{ value: unknown }>(`select (${query}) as value`)).rows
    return row!.value
  }
  /** Posts 1 to 10 have expired, 11 to 20 have not. */
  const posts = `create table posts (id int primary key, at timestamptz not null, re int); create index on posts (at);
    insert into posts select i, now() - case when i <= 10 then interval '60 days' else interval '1 day' end - i * interval '1 minute' from generate_series(1, 20) i;
    analyze posts`
  const trigger = (body: string): string => `create function guard() returns trigger language plpgsql as $$ begin ${body} end $$;
    create trigger "guard 🛡" before delete on posts for each row execute function guard()`
  const odd = trigger('if old.id % 2 = 1 then return null; end if; return old;')

  it('name the trigger that may keep rows before, and that kept them after', async () => {
    const url = await database(posts, odd)
    expect((await see(url)).assessment).toMatchObject({
      steps: [{ key: 'delete:public.posts' }],
      findings: [
        {
          fingerprint: 'delete-trigger:public.posts',
          title: expect.stringContaining('trigger "guard 🛡" (BEFORE DELETE, FOR EACH ROW) of public.posts may keep rows') as string,
        },
      ],
    })
    await expect(remove(url, retention, keep())).rejects.toThrow(
      '5 rows of public.posts that should have gone are still there (5 rows deleted): trigger "guard 🛡" (BEFORE DELETE, FOR EACH ROW) is enabled',
    )
    expect(await value(url, 'select count(*)::int from posts')).toBe(15)
    await expect(remove(url, clear, { tables: ['posts'], mode: 'delete' })).rejects.toThrow(
      '10 rows of public.posts that should have gone are still there (5 rows deleted): trigger "guard 🛡"',
    )
    await run(url, 'alter table posts disable trigger user')
    expect((await see(url)).findings).toEqual([])
    await remove(url, retention, keep())
    expect(await value(url, 'select count(*)::int from posts')).toBe(5)
  })

  it('name a trigger too that only marks rows as deleted, which writes them anew', async () => {
    const url = await database(
      posts,
      'alter table posts add gone boolean',
      trigger('update posts set gone = true where id = old.id; return null;'),
    )
    for (const walk of [{}, { 'without-index': true }]) {
      if ('without-index' in walk) await run(url, 'drop index posts_at_idx')
      await expect(remove(url, retention, keep(walk))).rejects.toThrow(
        '10 rows of public.posts that should have gone are still there (0 rows deleted): trigger "guard 🛡"',
      )
    }
  })

  it('go on past more rows of one moment that stay than a batch takes', async () => {
    const url = await database(
      `create table posts (id int, at date); create index on posts (at); insert into posts select 1, '2025-01-01' from generate_series(1, 2500);
      insert into posts select 2, '2025-01-01' from generate_series(1, 300); insert into posts select 2, '2025-01-02' from generate_series(1, 300);
      insert into posts select 4, current_date from generate_series(1, 100000); analyze posts`,
      odd,
    )
    expect((await see(url)).assessment.steps[0]!.args['walk']).toBe('index')
    await expect(remove(url, retention, keep())).rejects.toThrow(
      '2,500 rows of public.posts that should have gone are still there (600 rows deleted)',
    )
    expect(await value(url, 'select count(*)::int from posts where id = 2')).toBe(0)
  })

  it('are refused where a rule would make something else of them', async () => {
    const url = await database(posts, 'create rule nothing as on delete to posts do instead nothing')
    expect(await see(url)).toMatchObject({ findings: ['warning rules:public.posts'], assessment: { steps: [] } })
    const cleared = await lookAt(clear, url, { params: { tables: ['posts'], mode: 'delete' } })
    expect(cleared).toMatchObject({ findings: ['warning rules:public.posts'], assessment: { steps: [] } })
    await remove(url, clear, { tables: ['posts'] })
    expect(await value(url, 'select count(*)::int from posts')).toBe(0)
  })

  it.each(['no action', 'restrict'])('foresee what ON DELETE %s holds: counted, by its constraint', async (action) => {
    const url = await database(
      posts,
      `create table "the ""likes"" ❤" (id int, post int constraint liked references posts on delete ${action}); insert into "the ""likes"" ❤" values (1, 3), (2, 3), (3, 15), (4, null)`,
    )
    const seen = await see(url)
    expect(seen.assessment.steps).toEqual([])
    expect(seen.assessment.findings).toMatchObject([
      {
        fingerprint: 'referenced:rows:public."the ""likes"" ❤":liked',
        title: `2 rows of public."the ""likes"" ❤" still refer to rows of public.posts that are to go (liked, ON DELETE ${action.toUpperCase()}): none of them is taken away`,
      },
    ])
    await run(url, `delete from "the ""likes"" ❤" where post = 3`)
    expect(await see(url)).toMatchObject({ findings: [], assessment: { steps: [{ key: 'delete:public.posts' }] } })
    await remove(url, retention, keep())
    expect(await value(url, 'select count(*)::int from posts')).toBe(10)
  })

  it('do not take what can not be counted for nothing', async () => {
    const role = `blind_${major}`
    const url = await database(
      posts,
      'create table hidden (post int references posts); insert into hidden values (1)',
      `create role ${role} login password '${role}'; grant all on posts to ${role}`,
    )
    const seen = await lookAt(retention, as(role, url), { params: keep() })
    expect(seen.findings).toContain('warning referenced:rows:public.hidden:hidden_post_fkey')
    expect(seen.assessment.steps.map(({ key }) => key)).toContain('delete:public.posts')
    await run(url, `drop owned by ${role}; drop role ${role}`)
  })

  it('of a table that refers to itself are held by rows that stay, and by no others', async () => {
    const url = await database(
      posts,
      'alter table posts add constraint answers foreign key (re) references posts',
      'update posts set re = id where id in (1, 12)',
    )
    expect((await see(url)).findings).toEqual([])
    await run(url, 'update posts set re = 2 where id in (3, 13)')
    expect((await see(url)).assessment).toMatchObject({
      steps: [],
      findings: [{ title: expect.stringMatching(/^1 row of public\.posts still refers/) as string }],
    })
    await run(url, 'update posts set re = null where id = 13')
    await remove(url, retention, keep())
    expect(await value(url, 'select count(*)::int from posts')).toBe(10)
  })

  it('show what would go along, as far as it leads, and ask for a proof of that too', async () => {
    const url = await database(
      posts,
      'create table likes (id int primary key, post int constraint liked references posts on delete cascade); insert into likes values (1, 3), (2, 4), (3, 15)',
      'create table thanks (liking int constraint thanked references likes on delete set null); insert into thanks values (1), (1), (2), (3)',
    )
    const refused = await see(url)
    expect(refused).toMatchObject({ findings: ['warning cascade:public.posts'], assessment: { steps: [] } })
    expect(refused.assessment.findings[0]!.detail).toContain(
      'Along with them, or changed: 2 rows of public.likes (liked), 3 rows of public.thanks (thanked).',
    )
    const [step] = (await see(url, { cascade: true })).assessment.steps
    expect(step!.preview.statement.split('\n').slice(-2)).toEqual([
      '-- ON DELETE CASCADE (liked) deletes rows of public.likes too',
      '-- ON DELETE SET NULL (thanked) takes the reference out of rows of public.thanks too',
    ])
    expect(step!.title).toMatch(
      /^Delete 10 rows of public\.posts .*; along with them, or changed: 2 rows of public\.likes \(liked\), 3 rows of public\.thanks \(thanked\)$/,
    )
    expect(step!.preview.rows).toBe(15)
    expect(step!.takes!.map(({ table, where }) => [table, where === null])).toEqual([
      ['posts', false],
      ['likes', true],
      ['thanks', true],
    ])
    const archived = await see(url, { cascade: true, archive: { folder: '/srv/archives' } })
    expect(archived).toMatchObject({ findings: ['warning unarchived:public.posts'], assessment: { steps: [] } })
    await run(url, 'alter table thanks drop constraint thanked, add constraint thanked foreign key (liking) references likes')
    expect(await see(url, { cascade: true })).toMatchObject({
      findings: ['warning referenced:rows:public.thanks:thanked'],
      assessment: { steps: [] },
    })
    await run(url, 'delete from thanks')
    await remove(url, retention, keep({ cascade: true }))
    expect(await value(url, 'select array_agg(id) from likes')).toEqual([3])
  })

  const parted = [
    'create table posts (id int, at date, primary key (id, at)) partition by range (at)',
    `create table posts_old partition of posts for values from (minvalue) to ('2025-01-01'); create table posts_new partition of posts for values from ('2025-01-01') to (maxvalue)`,
    `insert into posts values (1, '2024-06-01'), (2, '2024-06-02'), (3, current_date)`,
  ]

  it('of whole partitions are held by whatever refers to their rows', async () => {
    const url = await database(
      ...parted,
      'create table likes (post int, at date, constraint liked foreign key (post, at) references posts on delete cascade)',
      `insert into likes values (1, '2024-06-01'), (3, current_date)`,
    )
    expect(await see(url, { cascade: true })).toMatchObject({
      findings: ['warning referenced:partitions:public.likes:liked'],
      assessment: { steps: [] },
    })
    await run(url, 'delete from likes where post = 1')
    await remove(url, retention, keep({ cascade: true }))
    expect(await value(url, 'select array_agg(id) from posts')).toEqual([3])
  })

  it('of whole partitions say how many rows they hold, analyzed or not', async () => {
    const url = await database(...parted)
    const steps = async () => (await see(url, { hold: '0s' })).assessment.steps.map(({ key, preview }) => [key, preview.rows])
    expect(await steps()).toEqual([
      ['detach:public.posts_old', 2],
      ['drop:public.posts_old', 2],
    ])
    await run(url, 'analyze posts_old', `insert into posts select i, '2024-07-01' from generate_series(3, 100) i`)
    expect(await steps()).toEqual([
      ['detach:public.posts_old', 100],
      ['drop:public.posts_old', 100],
    ])
  })

  it('of one partition see the foreign keys that lead to it by its table', async () => {
    const url = await database(
      ...parted,
      'create table likes (post int, at date, constraint liked foreign key (post, at) references posts on delete cascade)',
      `insert into likes values (1, '2024-06-01'), (3, current_date)`,
    )
    const more = { table: 'posts_old', 'without-index': true, 'allow-empty': true }
    expect((await see(url, more)).findings).toEqual(['warning cascade:public.posts_old'])
    expect((await lookAt(clear, url, { params: { tables: ['posts_old'], mode: 'delete' } })).findings).toEqual([
      'warning referenced:public.likes:liked',
    ])
  })

  it('table by table are refused where one would go on to rows of another that came meanwhile', async () => {
    const url = await database(
      posts,
      'create table likes (post int constraint liked references posts on delete set null); insert into likes values (3)',
    )
    const tables = ['posts', 'likes']
    expect((await lookAt(clear, url, { params: { tables, mode: 'delete' } })).findings).toEqual(['warning passes-on:public.likes:liked'])
    await remove(url, clear, { tables })
    expect(await value(url, 'select (select count(*) from posts) + (select count(*) from likes)')).toBe('0')
  })
})
