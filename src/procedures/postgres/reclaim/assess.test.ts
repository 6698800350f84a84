import { describe, expect, it } from 'vitest'
import { assessReclaim } from './assess.ts'
import type { Leftover, ReclaimObservation, TableSeen } from './observation.ts'
import { reclaimParams } from './params.ts'

const MiB = 2 ** 20
const client = { path: '/usr/bin/pg_repack', version: '1.4.8', why: null, hint: null }
const noClient = { path: null, version: null, why: 'the extension pg_repack is not installed in database x', hint: 'install it.' }
const table = (more: Partial<TableSeen> = {}): TableSeen => ({
  schema: 'public',
  name: 't',
  measured: { bytes: 1_000 * MiB, neededBytes: 400 * MiB, exactBytes: null, changedShare: 0 },
  totalBytes: 1_500 * MiB,
  rows: 1_000_000,
  definition: 'x',
  unknown: [],
  hasKey: true,
  materialized: false,
  unlogged: false,
  timePartOf: null,
  named: false,
  permitted: true,
  room: { freeBytes: 5_000 * MiB, why: null },
  ...more,
})
const leftover = (more: Partial<Leftover> = {}): Leftover => ({
  of: 16_400,
  table: { schema: 'public', name: 't' },
  trigger: true,
  relations: ['log_16400', 'pk_16400', 'table_16400'],
  worker: null,
  ...more,
})
const assess = (more: Partial<ReclaimObservation>, params: object = {}) =>
  assessReclaim(
    {
      now: '2025-11-22T12:00:00.000Z',
      standby: false,
      tables: [],
      tablesSeen: 3,
      leftovers: [],
      repack: client,
      unmatched: [],
      unconfirmed: null,
      rewritten: [],
      ...more,
    },
    reclaimParams.parse(params),
  )
const stale = { bytes: 1_000 * MiB, neededBytes: 900 * MiB, exactBytes: null, changedShare: null }

describe('the cure of a bloated table', () => {
  it('is pg_repack, in a window', () => {
    expect(assess({ tables: [table()] })).toMatchObject({
      findings: [],
      steps: [
        {
          key: 'reclaim:public.t',
          title: 'Repack public.t: 60 % bloat by estimate, 600 MiB of 0.977 GiB to gain',
          risk: 'disruptive',
          preview: {
            statement: 'pg_repack --no-order --no-kill-backend --wait-timeout=60 --no-superuser-check --no-password --table="public"."t"',
            bytes: 1_500 * MiB,
          },
        },
      ],
    })
    expect(assess({ tables: [table()] }).steps[0]!.alwaysAsk).toBeUndefined()
  })

  it.each([
    ['without a program', { repack: noClient }, {}],
    ['without a key', {}, { hasKey: false }],
    ['as a materialised view', {}, { materialized: true }],
    ['as an unlogged table', {}, { unlogged: true }],
  ])('%s is VACUUM FULL where the task allows it, and a person is always asked; else a finding', (_case, more, own) => {
    const seen = { ...more, tables: [table(own)] }
    expect(assess(seen, { full: true }).steps).toMatchObject([
      { risk: 'disruptive', alwaysAsk: true, preview: { statement: 'VACUUM (FULL, ANALYZE) "public"."t"' } },
    ])
    expect(assess(seen)).toMatchObject({ steps: [], findings: [{ fingerprint: 'no-cure:public.t' }] })
  })

  it('is retention for a partition by time, unless that one is named', () => {
    const partition = table({ timePartOf: { schema: 'public', name: 'root' } })
    expect(assess({ tables: [partition] })).toMatchObject({
      steps: [],
      findings: [{ fingerprint: 'partition:public.t', severity: 'info' }],
    })
    expect(assess({ tables: [{ ...partition, named: true }] }).steps).toHaveLength(1)
  })

  it('waits for what an ANALYZE tells, where the statistics are old', () => {
    expect(assess({ tables: [table({ measured: stale })] }).steps.map(({ key, after }) => [key, after])).toEqual([
      ['analyze:public.t', undefined],
      ['reclaim:public.t', ['analyze:public.t']],
    ])
  })

  it.each([
    ['room for less than twice its size', { room: { freeBytes: 2_999 * MiB, why: null } }, {}],
    ['room that nobody knows', { room: { freeBytes: null, why: 'far away' } }, {}],
    ['an allowance that is too small', {}, { room: '2 GiB' }],
  ])('is refused with %s', (_case, own, params) => {
    expect(assess({ tables: [table(own)] }, params)).toMatchObject({ steps: [], findings: [{ fingerprint: 'no-room:public.t' }] })
  })

  it('is refused to a role that may not', () => {
    expect(assess({ tables: [table({ permitted: false })] })).toMatchObject({
      steps: [],
      findings: [{ fingerprint: 'not-permitted:public.t' }],
    })
  })

  it.each([
    ['that would give back too little', { measured: { ...stale, bytes: 100 * MiB, neededBytes: 10 * MiB, changedShare: 0 } }],
    ['that is fine', { measured: { ...stale, changedShare: 0 } }],
    ['of which the statistics say nothing', { measured: { ...stale, neededBytes: null, changedShare: 0 } }],
  ])('is not needed by a table %s', (_case, own) => {
    expect(assess({ tables: [table(own)] })).toMatchObject({ steps: [], findings: [] })
  })
})

describe('what a killed pg_repack left', () => {
  it('is cleared away before anything is done with the table', () => {
    const { steps } = assess({ tables: [table()], leftovers: [leftover()] })
    expect(steps.map(({ key, risk, after }) => [key, risk, after])).toEqual([
      ['clear:public.t', 'disruptive', undefined],
      ['reclaim:public.t', 'disruptive', ['clear:public.t']],
    ])
    expect(steps[0]!.preview.statement.split(';\n')).toEqual([
      'DROP TRIGGER IF EXISTS repack_trigger ON "public"."t"',
      'DROP TABLE IF EXISTS "repack"."log_16400"',
      'DROP TABLE IF EXISTS "repack"."table_16400"',
      'DROP TYPE IF EXISTS "repack"."pk_16400"',
    ])
  })

  it('of a table that is gone hurts nobody', () => {
    expect(assess({ leftovers: [leftover({ table: null, trigger: false })] }).steps).toMatchObject([
      { key: 'clear:oid 16400', risk: 'safe' },
    ])
  })

  it('is none while a session works on it: the table is left alone too', () => {
    expect(assess({ tables: [table()], leftovers: [leftover({ worker: 7 })] })).toMatchObject({
      steps: [],
      findings: [],
      notLookedAt: [{ what: 'public.t', why: 'pid 7 repacks it just now' }],
    })
  })
})

it('on a standby nothing is looked at', () => {
  expect(assess({ standby: true, tables: [table()], leftovers: [leftover()] })).toMatchObject({ steps: [], findings: [] })
})
