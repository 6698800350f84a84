import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/harness/index.ts'
import type { TestDatabase } from '../../../../test/harness/index.ts'
import { as } from '../../../../test/postgres/looking.ts'
import { newId } from '../../../base/id.ts'
import { createLogger } from '../../../base/logger.ts'
import postgres from '../../../targets/postgres/index.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, InspectContext, Step } from '../../contract.ts'
import { applyRetention } from './apply.ts'
import { assessRetention } from './assess.ts'
import { inspectRetention } from './inspect.ts'
import { retentionParams } from './params.ts'

const log = createLogger({ level: 'silent' })
const signal = new AbortController().signal
let database: TestDatabase
let target: PostgresTarget
let other: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  other = new pg.Client({ connectionString: database.url, application_name: 'the other one' })
  await other.connect()
  const opening = { mode: 'apply', run: { id: newId(), fence: 1 }, signal, log } as const
  target = await postgres.open(postgres.config.parse({ url: database.url }), opening)
  // As the engine does before each step. From then on the connection stands that looks who is in the way of a lock.
  await target.stopSignals!()
})
afterAll(async () => {
  await target.close()
  await other.end()
  await database.close()
})
beforeEach(async () => {
  await other.query('rollback; drop schema public cascade; create schema public')
})

const due = new Date('2025-11-22T12:00:00.000Z')
const inspecting = { now: due, due, previous: null, record: () => null, signal, log } as unknown as InspectContext
const paramsOf = (more: object) => retentionParams.parse({ table: 'rows', column: 'at', keep: '30d', ...more })
const look = async (more: object = {}) => {
  const observation = await inspectRetention(target, paramsOf(more), inspecting)
  return { observation, ...assessRetention(observation, paramsOf(more)) }
}
const applying = (checkpoint: () => Promise<void> = async () => {}): ApplyContext =>
  ({ checkpoint, progress: () => {}, measure: () => {}, archived: [], now: () => due, signal, log }) as unknown as ApplyContext
const apply = (step: Step, more: object = {}, checkpoint?: () => Promise<void>) =>
  applyRetention(step, target, paramsOf(more), applying(checkpoint))
const ids = async (): Promise<readonly number[]> =>
  (await other.query<{ id: number }>('select id from rows order by id')).rows.map(({ id }) => id)

describe('the look', () => {
  it('says which name may have been meant, of a table and of a column', async () => {
    await other.query('create table rows (id int, at timestamptz, note text)')
    await expect(look({ table: 'row' })).rejects.toMatchObject({
      hint: 'did you mean rows?',
      message: expect.stringContaining('there is no table row') as string,
    })
    await expect(look({ column: 'att' })).rejects.toMatchObject({ hint: 'did you mean at?' })
    await expect(look({ column: 'note' })).rejects.toMatchObject({
      message: expect.stringContaining('note of public.rows is text') as string,
      hint: 'columns that fit: at.',
    })
  })

  it('asks for the schema where a name is there twice', async () => {
    await other.query('create table rows (at date); create schema if not exists second; create table second.rows (at date)')
    await expect(look()).rejects.toThrow('there are several tables rows: public.rows, second.rows')
    await expect(look({ table: 'second.rows' })).resolves.toBeTruthy()
    await other.query('drop schema second cascade')
  })

  it('refuses partitions where there are none', async () => {
    await other.query('create table rows (at date)')
    await expect(look({ mode: 'partitions' })).rejects.toThrow('public.rows is not partitioned by ranges of at')
  })

  it('sees what is refused on one partition alone, since its rows are deleted from there', async () => {
    const role = 'partly_refused'
    await other.query(`create role ${role} login password '${role}'; grant usage on schema public to ${role}; create table rows (id int, at date) partition by hash (id); create index on rows (at);
      create table even partition of rows for values with (modulus 2, remainder 0); create table odd partition of rows for values with (modulus 2, remainder 1);
      insert into rows select i, '2025-01-01' from generate_series(1, 100) i; insert into rows values (0, '2025-11-22');
      grant select, delete on rows, even, odd to ${role}; alter table odd enable row level security; create policy shown on odd using (id < 50)`)
    const obstacles = async () => {
      const theirs = await postgres.open(postgres.config.parse({ url: as(role, database.url) }), {
        mode: 'inspect',
        run: { id: newId(), fence: 1 },
        signal,
        log,
      })
      return (await inspectRetention(theirs, paramsOf({}), inspecting).finally(() => theirs.close())).obstacles
    }
    try {
      expect(await obstacles()).toMatchObject({ rowSecurity: true, mayDelete: true })
      await other.query(`alter table odd disable row level security; revoke delete on odd from ${role}`)
      expect(await obstacles()).toMatchObject({ rowSecurity: false, mayDelete: false })
    } finally {
      await other.query(`drop owned by ${role}; drop role ${role}`)
    }
  })

  it('sees foreign keys that would pass the deletion on', async () => {
    await other.query(
      `create table rows (id int primary key, at date); create table legs (id int, of int constraint leg references rows on delete cascade)`,
    )
    expect((await look()).observation.obstacles.cascades).toEqual(['legs (leg)'])
  })

  it('counts by the very predicate that deletes: what lies on the limit stays', async () => {
    await other.query(`create table rows (id int, at timestamptz); create index on rows (at)`)
    await other.query(
      `insert into rows values (1, '2025-10-22 23:59:59.999999+00'), (2, '2025-10-23 00:00:00+00'), (3, null), (4, '-infinity'), (5, 'infinity')`,
    )
    const { steps } = await look()
    expect(steps[0]!.preview.rows).toBe(2)
    await apply(steps[0]!)
    expect(await ids()).toEqual([2, 3, 5])
  })
})

describe('deleting', () => {
  const filled = `create table rows (id int primary key, at timestamptz) with (autovacuum_enabled = false); create index on rows (at);
    insert into rows select i, timestamptz '2025-11-22 00:00:00+00' - i * interval '1 hour' from generate_series(0, 2999) i; analyze rows`

  it.each(['index', 'heap'] as const)('along the %s leaves a row alone that stopped being expired after it was planned', async (walk) => {
    await other.query(filled)
    const [step] = (await look()).steps
    await other.query(`update rows set at = '2025-11-22' where id in (2999, 1500)`)
    await apply({ ...step!, args: { ...step!.args, walk } })
    const left = await ids()
    expect(left).toHaveLength(720 + 1 + 2)
    expect(left).toEqual(expect.arrayContaining([1500, 2999]))
  })

  it('rests between its batches for as long as `nice-ratio` says', async () => {
    const restedMs = async (ratio: number): Promise<number> => {
      await other.query(`drop table if exists rows; ${filled}`)
      const measured = new Map<string, number>()
      const ctx = { ...applying(), measure: (what: string, value: number) => void measured.set(what, value) }
      const more = { 'nice-ratio': ratio, 'batch-time': '1ms' }
      await applyRetention((await look(more)).steps[0]!, target, paramsOf(more), ctx)
      expect(measured.get('batches')).toBeGreaterThan(1)
      return measured.get('rested between batches')!
    }
    expect(await restedMs(0)).toBe(0)
    expect(await restedMs(20)).toBeGreaterThan(10)
  })

  it.each(['index', 'heap'] as const)('along the %s stops between two batches, with whole batches done', async (walk) => {
    await other.query(filled)
    const [step] = (await look()).steps
    let checkpoints = 0
    const stopped = apply({ ...step!, args: { ...step!.args, walk } }, {}, async () => {
      checkpoints += 1
      if (checkpoints === 2) throw new Error('cancelled')
    })
    await expect(stopped).rejects.toThrow('cancelled')
    const left = (await ids()).length
    expect(left).toBeLessThan(3_000)
    expect(left).toBeGreaterThan(721)
  })

  it('tries a batch again that met a locked row, and says who held it', async () => {
    await other.query(filled)
    const [step] = (await look()).steps
    await other.query('begin; update rows set at = at where id = 2999')
    let checkpoints = 0
    const outcome = await apply({ ...step!, args: { ...step!.args, walk: 'index' } }, {}, async () => {
      checkpoints += 1
      if (checkpoints === 2) await other.query('commit')
    })
    expect(await ids()).toHaveLength(721)
    expect(outcome['waits']).toMatchObject([
      { try: 1, blockers: [{ application: 'the other one', query: 'begin; update rows set at = at where id = …' }] },
    ])
  })

  it('deletes no more than 1,000 rows in a batch, of a table that nobody has vacuumed or analyzed too', async () => {
    await other.query(filled.replace('; analyze rows', ''))
    const [step] = (await look()).steps
    const outcome = await apply({ ...step!, args: { ...step!.args, walk: 'heap' } })
    expect(outcome).toMatchObject({ deleted: 2_279 })
    expect(outcome['batches']).toBeGreaterThan(2)
  })

  it('takes many rows of one moment in batches too', async () => {
    await other.query(`create table rows (id int, at date); create index on rows (at); insert into rows select i, '2025-01-01' from generate_series(1, 5000) i;
      insert into rows values (0, '2025-11-22'); analyze rows`)
    const [step] = (await look()).steps
    const outcome = await apply({ ...step!, args: { ...step!.args, walk: 'index' } })
    expect(await ids()).toEqual([0])
    expect(outcome['batches']).toBeGreaterThan(2)
  })
})

describe('partitions', () => {
  const partitioned = (more = ''): string => `create table rows (id int, at timestamptz) partition by range (at);
    create table p9 partition of rows for values from ('2025-09-01 00:00:00+00') to ('2025-10-01 00:00:00+00');
    create table p10 partition of rows for values from ('2025-10-01 00:00:00+00') to ('2025-11-01 00:00:00+00');
    create table p11 partition of rows for values from ('2025-11-01 00:00:00+00') to ('2025-12-01 00:00:00+00');
    ${more};
    insert into rows values (9, '2025-09-15'), (10, '2025-10-01'), (11, '2025-11-15')`
  const keysOf = (steps: readonly Step[]): readonly string[] => steps.map(({ key }) => key)

  it('are held as tables of their own that can be attached again, and dropped after the hold', async () => {
    await other.query(partitioned())
    const first = await look()
    expect(keysOf(first.steps)).toEqual(['detach:public.p9'])
    await apply(first.steps[0]!)
    expect(await ids()).toEqual([10, 11])
    expect((await other.query('select id from p9')).rows).toEqual([{ id: 9 }])
    expect((await look()).steps).toEqual([])

    const later = { ...inspecting, due: new Date(Date.now() + 8 * 86_400_000) } as InspectContext
    const params = paramsOf({ 'allow-empty': true })
    const drop = assessRetention(await inspectRetention(target, params, later), params).steps.find(({ key }) => key === 'drop:public.p9')
    await apply(drop!)
    expect((await other.query(`select to_regclass('p9') as gone`)).rows).toEqual([{ gone: null }])
  })

  it('are not dropped once somebody has attached them again, or put rows into them', async () => {
    await other.query(partitioned())
    const [detach, drop] = (await look({ hold: '0s' })).steps
    await apply(detach!, { hold: '0s' })
    await other.query(`alter table rows attach partition p9 for values from ('2025-09-01 00:00:00+00') to ('2025-10-01 00:00:00+00')`)
    await expect(apply(drop!, { hold: '0s' })).rejects.toThrow('public.p9 is attached to its table again: it was not dropped')

    await other.query(
      `alter table rows detach partition p9; alter table p9 drop constraint if exists p9_at_check; insert into p9 values (99, '2025-11-20')`,
    )
    await expect(apply(drop!, { hold: '0s' })).rejects.toThrow('public.p9 holds rows that have not expired: it was not dropped')
    await other.query(`delete from p9 where id = 99; alter table p9 alter at drop not null; insert into p9 values (98, null)`)
    await expect(apply(drop!, { hold: '0s' })).rejects.toThrow('public.p9 holds rows that have not expired: it was not dropped')
    await other.query(`delete from p9 where id = 98; comment on table p9 is 'mine now'`)
    await expect(apply(drop!, { hold: '0s' })).rejects.toThrow('public.p9 has lost the mark that Upkeep gave it: it was not dropped')
  })

  it('beside a default partition are detached under the time-out of a lock, and expired rows of the default one are deleted', async () => {
    await other.query(
      partitioned(
        `create table rest partition of rows default; create index on rest (at); insert into rows values (1, '2025-01-01'), (2, '2026-05-05')`,
      ),
    )
    const { steps } = await look({ hold: '0s' })
    expect(keysOf(steps)).toEqual(['delete:public.rest', 'detach:public.p9', 'drop:public.p9'])
    for (const step of steps) await apply(step, { hold: '0s' })
    expect(await ids()).toEqual([2, 10, 11])
    expect((await look({ hold: '0s' })).steps).toEqual([])
  })

  it('whose detaching was interrupted are seen, and brought to the end', async () => {
    await other.query(partitioned())
    // A reader of the table lets a concurrent detach come to its second half, and no further.
    await other.query('begin; select count(*) from rows')
    const [detach] = (await look({ hold: '0s' })).steps
    await expect(apply(detach!, { hold: '0s', 'lock-tries': 1 })).rejects.toThrow('no lock on public.p9 in 1 tries, held by pid')
    await other.query('commit')
    const again = await look({ hold: '0s' })
    expect(again.observation.partitions).toMatchObject([{ name: 'p9', state: 'pending', markedAt: expect.any(String) as string }])
    expect(again.steps[0]!.preview.statement).toBe('ALTER TABLE "public"."rows" DETACH PARTITION "public"."p9" FINALIZE')
    for (const step of again.steps) await apply(step, { hold: '0s' })
    expect(await ids()).toEqual([10, 11])
    expect((await look({ hold: '0s' })).steps).toEqual([])
  })
})
