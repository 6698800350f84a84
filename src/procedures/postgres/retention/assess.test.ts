import { describe, expect, it } from 'vitest'
import { heldBy, now, server, table } from '../vacuum/examples.ts'
import { assessRetention } from './assess.ts'
import type { Expired, Leaf, RetentionObservation } from './observation.ts'
import { retentionParams } from './params.ts'

const day = 86_400_000
const leaf = (more: Partial<Leaf> = {}): Leaf => ({
  schema: 'public',
  name: 'rates',
  expired: { rows: 400, how: 'exact' },
  oldest: '2025-09-01 00:00:00+00',
  index: 'on_time',
  rows: 1_000,
  pages: 100,
  bytes: 1_000_000,
  correlation: 1,
  care: table({ name: 'rates', rows: 1_000 }),
  ...more,
})
const partition = (more: Partial<Expired> = {}): Expired => ({
  schema: 'public',
  name: 'p1',
  parent: { schema: 'public', name: 'rates' },
  state: 'attached',
  until: '2025-10-01 00:00:00+00',
  markedAt: null,
  rows: 10,
  how: 'exact',
  bytes: 8_192,
  besideDefault: false,
  ...more,
})
const observation = (more: Partial<RetentionObservation> = {}): RetentionObservation => ({
  now,
  due: now,
  major: 18,
  standby: false,
  counted: true,
  database: '7/db',
  table: { schema: 'public', name: 'rates' },
  column: 'funding_time',
  columnType: 'timestamptz',
  cutoff: '2025-10-23T00:00:00.000Z',
  keepsSome: true,
  obstacles: { cascades: [], rowSecurity: false, mayDelete: true, mayDrop: true, heirs: [], triggers: [], rules: [] },
  references: [],
  leaves: [],
  partitions: [],
  chunks: null,
  foreign: [],
  thresholds: server,
  horizon: heldBy(),
  ...more,
})
const assess = (more: Partial<RetentionObservation>, params: object = {}) =>
  assessRetention(observation(more), retentionParams.parse({ table: 'rates', column: 'funding_time', keep: '30d', ...params }))
const planned = (more: Partial<RetentionObservation>, params: object = {}): readonly string[] =>
  assess(more, params).steps.map(({ key }) => key)
const found = (more: Partial<RetentionObservation>, params: object = {}): readonly string[] =>
  assess(more, params).findings.map(({ fingerprint }) => fingerprint)

describe('the plan of a retention', () => {
  it('is empty when nothing has expired', () => {
    expect(assess({ leaves: [leaf({ expired: { rows: 0, how: 'exact' } })] })).toMatchObject({ steps: [], findings: [] })
  })

  it('deletes the expired rows, and then vacuums what that leaves behind', () => {
    const [remove, vacuum] = assess({ leaves: [leaf()] }).steps
    expect(remove).toMatchObject({
      key: 'delete:public.rates',
      title: 'Delete 400 rows of public.rates with funding_time before 2025-10-23 00:00:00 UTC',
      risk: 'destructive',
      preview: { rows: 400, bytes: 400_000 },
    })
    expect(remove!.preview.statement).toContain(`"funding_time" < '2025-10-23 00:00:00+00'::timestamptz`)
    expect(vacuum).toMatchObject({ key: 'vacuum:public.rates', risk: 'safe', after: ['delete:public.rates'] })
    expect(vacuum!.preview.statement).toMatch(/^VACUUM .*;\nANALYZE/)
  })

  it('does not vacuum after so few rows that no threshold is passed', () => {
    expect(planned({ leaves: [leaf({ expired: { rows: 100, how: 'exact' } })] })).toEqual(['delete:public.rates'])
  })

  it('vacuums what an earlier run deleted before it was killed', () => {
    const left = leaf({ expired: { rows: 0, how: 'exact' }, care: table({ name: 'rates', rows: 1_000, deadRows: 400 }) })
    expect(planned({ leaves: [left] })).toEqual(['vacuum:public.rates'])
  })

  it('leaves a table that is due for inserts or changes to postgres.vacuum', () => {
    const due = leaf({
      expired: { rows: 0, how: 'exact' },
      care: table({ name: 'rates', rows: 1_000, insertedRows: 9_000, changedRows: 9_000 }),
    })
    expect(assess({ leaves: [due] })).toMatchObject({ steps: [], findings: [] })
  })

  it('says when the number of rows is an estimate', () => {
    const { steps, facts } = assess({ leaves: [leaf({ expired: { rows: 400, how: 'estimate' } })] })
    expect(steps[0]!.title).toMatch(/^Delete about 400 rows/)
    expect(facts!.map(({ label }) => label)).toContain('expired rows (estimate: counting took too long)')
  })

  it('has one step for each table that rows are deleted from', () => {
    const other = leaf({ name: 'other', care: table({ name: 'other', rows: 1_000 }) })
    expect(planned({ leaves: [leaf(), other] })).toEqual([
      'delete:public.rates',
      'delete:public.other',
      'vacuum:public.rates',
      'vacuum:public.other',
    ])
  })
})

describe('expired partitions', () => {
  it('are detached now, and dropped by a later run', () => {
    const { steps } = assess({ partitions: [partition()] })
    expect(steps).toMatchObject([
      {
        key: 'detach:public.p1',
        risk: 'destructive',
        preview: { statement: 'ALTER TABLE "public"."rates" DETACH PARTITION "public"."p1" CONCURRENTLY', rows: 10, bytes: 8_192 },
      },
    ])
  })

  it.each([
    ['without a hold they are dropped in the same run', partition(), '0s', ['detach:public.p1', 'drop:public.p1']],
    ['without a hold one that was left detached is dropped', partition({ state: 'detached', markedAt: now }), '0s', ['drop:public.p1']],
    [
      'within the hold nothing happens',
      partition({ state: 'detached', markedAt: new Date(Date.parse(now) - 6 * day).toISOString() }),
      '7d',
      [],
    ],
    [
      'after the hold they are dropped',
      partition({ state: 'detached', markedAt: new Date(Date.parse(now) - 7 * day).toISOString() }),
      '7d',
      ['drop:public.p1'],
    ],
    ['one whose mark says nothing is not dropped', partition({ state: 'detached' }), '7d', []],
    ['marked, but still attached, they are detached', partition({ markedAt: now }), '7d', ['detach:public.p1']],
  ])('%s', (_case, seen, hold, keys) => expect(planned({ partitions: [seen] }, { hold })).toEqual(keys))

  it.each([
    [partition({ state: 'pending' }), ' FINALIZE'],
    [partition({ besideDefault: true }), ''],
  ])('say by the statement how they are detached', (seen, how) => {
    expect(assess({ partitions: [seen] }).steps[0]!.preview.statement).toBe(
      `ALTER TABLE "public"."rates" DETACH PARTITION "public"."p1"${how}`,
    )
  })
})

describe('with an archive', () => {
  const archive = { archive: { folder: '/srv/archives' } }
  const rows = {
    database: '7/db',
    schema: 'public',
    table: 'rates',
    where: { column: 'funding_time', from: null, before: observation().cutoff },
  }

  it('the expired rows are archived first, and only those that the archive holds are deleted', () => {
    const [first, second] = assess({ leaves: [leaf()] }, archive).steps
    expect(first).toMatchObject({ key: 'archive:public.rates', risk: 'safe', args: { do: 'archive', rows }, preview: { rows: 400 } })
    expect(first!.preview.statement).toContain(
      `SELECT * FROM "public"."rates" WHERE "funding_time" < '2025-10-23 00:00:00+00'::timestamptz\n`,
    )
    expect(second).toMatchObject({ key: 'delete:public.rates', after: ['archive:public.rates'], takes: [rows] })
    expect(second!.preview.statement).toContain(':archived')
  })

  it('a partition is archived whole before it is detached, and again compared before it is dropped', () => {
    const all = { ...rows, table: 'p1', where: null }
    const steps = assess({ partitions: [partition()] }, { ...archive, hold: '0s' }).steps
    expect(steps.map(({ key, after, takes }) => [key, after, takes])).toEqual([
      ['archive:public.p1', undefined, undefined],
      ['detach:public.p1', ['archive:public.p1'], [all]],
      ['drop:public.p1', ['archive:public.p1', 'detach:public.p1'], [all]],
    ])
    expect(planned({ partitions: [partition({ state: 'detached', markedAt: '2025-01-01T00:00:00.000Z' })] }, archive)).toEqual([
      'archive:public.p1',
      'drop:public.p1',
    ])
  })

  it('none is planned for a partition that waits out its hold', () => {
    expect(planned({ partitions: [partition({ state: 'detached', markedAt: now })] }, archive)).toEqual([])
  })

  it('the folder has to begin at the root', () => {
    expect(() => retentionParams.parse({ table: 'rates', column: 'at', keep: '30d', archive: { folder: 'archives' } })).toThrow(
      'expected a path from the root, such as /srv/archives, found \\"archives\\"',
    )
  })
})

describe('expired chunks of a hypertable', () => {
  const chunk = (name: string, until: string, compressed = false) => ({ schema: 'ts', name, until, rows: 10, bytes: 8_192, compressed })
  const chunks = { functions: 'public', expired: [chunk('c1', '2025-08-01T00:00:00.000Z'), chunk('c2', '2025-09-01T00:00:00.000Z', true)] }

  it('are dropped by one call, which the plan shows', () => {
    const { steps, findings } = assess({ chunks })
    expect(findings).toEqual([])
    expect(steps).toMatchObject([
      {
        key: 'drop-chunks:public.rates',
        title: 'Drop 2 chunks of public.rates (the last one ends 2025-09-01 00:00:00 UTC)',
        risk: 'destructive',
        preview: {
          statement: `SELECT "public"."drop_chunks"('"public"."rates"'::regclass, older_than => '2025-10-23 00:00:00+00'::timestamptz)\n-- ts.c1, ts.c2`,
          rows: 20,
          bytes: 16_384,
        },
        takes: [{ table: 'rates', where: { column: 'funding_time', from: null, before: '2025-09-01T00:00:00.000Z' } }],
      },
    ])
  })

  it('are archived first, unless one is compressed', () => {
    const archive = { archive: { folder: '/srv/archives' } }
    expect(found({ chunks }, archive)).toEqual(['compressed:public.rates'])
    expect(planned({ chunks }, archive)).toEqual([])
    expect(planned({ chunks: { ...chunks, expired: chunks.expired.slice(0, 1) } }, archive)).toEqual([
      'archive:public.rates',
      'drop-chunks:public.rates',
    ])
  })

  it.each([
    ['when no row would be left', { keepsSome: false }],
    ['when the role may not', { obstacles: { ...observation().obstacles, mayDrop: false } }],
    ['on a standby', { standby: true }],
  ])('stay %s', (_case, more) => expect(planned({ chunks, ...more })).toEqual([]))
})

describe('nothing is planned, and a finding says why', () => {
  const both = { leaves: [leaf()], partitions: [partition()] }
  it.each([
    ['when no row would be left', { ...both, keepsSome: false }, ['nothing-left:public.rates'], { 'allow-empty': true }],
    [
      'when foreign keys pass the deletion on',
      { ...both, obstacles: { ...observation().obstacles, cascades: ['public.legs (fk)'] } },
      ['cascade:public.rates'],
      { cascade: true },
    ],
    ['when no index begins with the column', { leaves: [leaf({ index: null })] }, ['no-index:public.rates'], { 'without-index': true }],
  ])('%s, unless the task says otherwise', (_case, seen, fingerprints, unless) => {
    expect(planned(seen)).toEqual([])
    expect(found(seen)).toEqual(fingerprints)
    expect(planned(seen, unless)).toContain('delete:public.rates')
    expect(found(seen, unless)).toEqual([])
  })

  it('when row security hides rows, or the role may not delete', () => {
    const hidden = { leaves: [leaf()], obstacles: { ...observation().obstacles, rowSecurity: true, mayDelete: false } }
    expect(planned(hidden)).toEqual([])
    expect(found(hidden)).toEqual(['row-security:public.rates', 'not-permitted:public.rates'])
  })

  it('when tables inherit that are no partitions', () => {
    const seen = { leaves: [leaf()], obstacles: { ...observation().obstacles, heirs: ['public.heir'] } }
    expect(planned(seen)).toEqual([])
    expect(found(seen)).toEqual(['heirs:public.rates'])
  })

  it('when the role may not drop the partitions; rows may still go', () => {
    const seen = { ...both, obstacles: { ...observation().obstacles, mayDrop: false } }
    expect(planned(seen)).toEqual(['delete:public.rates', 'vacuum:public.rates'])
    expect(found(seen)).toEqual(['not-permitted:public.rates'])
  })

  it('but not while nothing has expired: an empty table is no trouble', () => {
    expect(found({ leaves: [leaf({ expired: { rows: 0, how: 'exact' }, index: null })], keepsSome: false })).toEqual([])
  })

  it('on a standby there are no steps', () => {
    expect(planned({ ...both, standby: true })).toEqual([])
  })
})

describe('the oldest expired row', () => {
  const oldestRow = (oldest: string | null, columnType: RetentionObservation['columnType']) =>
    assess({ leaves: [leaf({ oldest })], columnType }).facts!.find(({ label }) => label === 'oldest expired row')

  it('is a moment where the column holds moments, and as it is written where it has no time zone', () => {
    expect(oldestRow('2025-10-12 03:00:00.5+05:30', 'timestamptz')).toEqual({
      label: 'oldest expired row',
      value: '2025-10-11T21:30:00.500Z',
      unit: 'time',
    })
    expect(oldestRow('2025-10-12', 'date')).toEqual({ label: 'oldest expired row', value: '2025-10-12' })
    expect(oldestRow('-infinity', 'timestamptz')).toEqual({ label: 'oldest expired row', value: '-infinity' })
    expect(oldestRow(null, 'timestamptz')).toEqual({ label: 'oldest expired row', value: null })
  })
})
