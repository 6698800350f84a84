import { describe, expect, it } from 'vitest'
import { assessPartitions } from './assess.ts'
import type { PartitionsObservation, Wanted } from './observation.ts'
import { partitionsParams } from './params.ts'

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  name: 'ticks_2025_12',
  from: '2025-12-01T00:00:00.000Z',
  to: '2026-01-01T00:00:00.000Z',
  taken: false,
  inDefault: 0,
  ...more,
})
const observation = (more: Partial<PartitionsObservation> = {}): PartitionsObservation => ({
  now: '2025-11-22T12:00:00.000Z',
  standby: false,
  table: { schema: 'public', name: 'ticks' },
  owner: 'app',
  user: 'app',
  tablespace: null,
  mayCreate: true,
  column: 'at',
  columnType: 'timestamptz',
  partitions: [{ schema: 'public', name: 'ticks_2025_11', from: '2025-11-01T00:00:00.000Z', to: '2025-12-01T00:00:00.000Z' }],
  divided: [],
  byDefault: null,
  ready: 2,
  current: true,
  pattern: '{table}_{yyyy}_{mm}',
  wanted: [wanted()],
  gaps: [],
  wide: [],
  ...more,
})
const byDefault = { schema: 'public', name: 'ticks_rest', bytes: 8_192, rows: { rows: 0, how: 'exact' } } as const
const assess = (more: Partial<PartitionsObservation> = {}, params: object = {}) =>
  assessPartitions(observation(more), partitionsParams.parse({ table: 'ticks', every: 'month', ...params }))
const found = (more: Partial<PartitionsObservation>, params: object = {}): readonly string[] =>
  assess(more, params).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)

describe('a step', () => {
  it('shows the very statements, in one transaction', () => {
    expect(assess({ owner: 'keeper', tablespace: 'fast disk' }).steps).toMatchObject([
      {
        key: 'create:public.ticks_2025_12',
        risk: 'safe',
        preview: {
          statement: `BEGIN;
CREATE TABLE "public"."ticks_2025_12" (LIKE "public"."ticks" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION, CONSTRAINT "upkeep_bound" CHECK ("at" IS NOT NULL AND "at" >= '2025-12-01 00:00:00+00'::timestamptz AND "at" < '2026-01-01 00:00:00+00'::timestamptz)) TABLESPACE "fast disk";
ALTER TABLE "public"."ticks_2025_12" OWNER TO "keeper";
ALTER TABLE "public"."ticks" ATTACH PARTITION "public"."ticks_2025_12" FOR VALUES FROM ('2025-12-01 00:00:00+00'::timestamptz) TO ('2026-01-01 00:00:00+00'::timestamptz);
ALTER TABLE "public"."ticks_2025_12" DROP CONSTRAINT "upkeep_bound";
COMMIT`,
        },
      },
    ])
  })

  it.each([
    [null, 'safe'],
    [byDefault, 'safe'],
    [{ ...byDefault, bytes: 9 * 1024 ** 2 }, 'disruptive'],
  ])('beside the default partition %j is %s', (beside, risk) => expect(assess({ byDefault: beside }).steps[0]!.risk).toBe(risk))

  it.each<[string, Partial<PartitionsObservation>, string[]]>([
    ['rows in the default partition', { byDefault, wanted: [wanted({ inDefault: 3 })] }, ['warning in-default:public.ticks_2025_12']],
    ['a name that is taken', { wanted: [wanted({ taken: true })] }, ['warning taken:public.ticks_2025_12']],
    ['a name of 64 bytes', { wanted: [wanted({ name: `${'x'.repeat(60)}🐘` })] }, ['warning long:public.ticks']],
    ['partitions that are partitioned again', { divided: ['public.a'] }, ['warning divided:public.ticks']],
    ['a role that may not', { mayCreate: false }, ['warning not-permitted:public.ticks']],
  ])('is not planned with %s, which is a finding', (_, seen, expected) => {
    expect(assess(seen).steps).toEqual([])
    expect(found(seen)).toEqual(expected)
  })

  it('is not planned on a standby', () => expect(assess({ standby: true }).steps).toEqual([]))
})

describe('partitions that run out', () => {
  it.each<[Partial<PartitionsObservation>, object, string[]]>([
    [{ ready: 1 }, {}, []],
    [{ ready: 0 }, {}, ['warning ahead:public.ticks']],
    [{ ready: 2 }, { 'alert-below': 3 }, ['warning ahead:public.ticks']],
    [{ ready: 5, current: false }, {}, ['critical ahead:public.ticks']],
  ])('%j with %j are %j, though steps make them', (seen, params, expected) => {
    expect(found(seen, params)).toEqual(expected)
    expect(assess(seen, params).steps).toHaveLength(1)
  })
})

it('rows in the default partition are a finding, also of times that nobody wants a partition for', () => {
  const filled = { ...byDefault, rows: { rows: 3, how: 'exact' } } as const
  expect(found({ byDefault: filled, wanted: [] })).toEqual(['warning default-rows:public.ticks_rest'])
  expect(found({ byDefault, wanted: [] })).toEqual([])
})

it('rows that could not be counted in time are not looked at, and the server looks itself', () => {
  const { steps, notLookedAt } = assess({ byDefault, wanted: [wanted({ inDefault: null })] })
  expect(steps).toHaveLength(1)
  expect(notLookedAt).toMatchObject([{ why: 'counting them took too long', fingerprints: 'in-default:' }])
})

it('a gap is a finding, whether it is filled or too wide for that', () => {
  const gap = { from: '2025-01-01T00:00:00.000Z', to: '2025-02-01T00:00:00.000Z' }
  expect(found({ gaps: [gap] })).toEqual(['warning gap:public.ticks:2025-01-01T00:00:00.000Z'])
  expect(assess({ gaps: [gap] }).findings[0]!.title).toMatch(/filled by this task$/)
  expect(assess({ wide: [gap] }).findings[0]!.title).toMatch(/too wide to be filled$/)
})
