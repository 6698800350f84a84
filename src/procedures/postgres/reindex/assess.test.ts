import { describe, expect, it } from 'vitest'
import { assessReindex } from './assess.ts'
import type { IndexSeen, InvalidIndex, ReindexObservation } from './observation.ts'
import { reindexParams } from './params.ts'

const MiB = 2 ** 20
const room = { freeBytes: 1024 * MiB, why: null }
const index = (more: Partial<IndexSeen> = {}): IndexSeen => ({
  schema: 'public',
  name: 't_id',
  table: { schema: 'public', name: 't' },
  tableBytes: 200 * MiB,
  method: 'btree',
  fillfactor: 90,
  definition: 'x',
  rows: 1_000_000,
  exclusion: false,
  permitted: true,
  unknown: [],
  measured: { bytes: 100 * MiB, neededBytes: 40 * MiB, exactBytes: null, changedShare: 0 },
  room,
  ...more,
})
const invalid = (more: Partial<InvalidIndex> = {}): InvalidIndex => ({
  schema: 'public',
  name: 't_id_ccnew',
  table: { schema: 'public', name: 't' },
  tableBytes: 200 * MiB,
  bytes: 3 * MiB,
  leftoverOf: 't_id',
  builder: null,
  exclusion: false,
  permitted: true,
  room,
  ...more,
})
const assess = (more: Partial<ReindexObservation>, params: object = {}) =>
  assessReindex(
    {
      now: '2025-11-22T12:00:00.000Z',
      standby: false,
      indexes: [],
      invalid: [],
      indexesSeen: 3,
      unmatched: { indexes: [], tables: [] },
      unconfirmed: null,
      rewritten: [],
      ...more,
    },
    reindexParams.parse(params),
  )
const stale = { bytes: 100 * MiB, neededBytes: 90 * MiB, exactBytes: null, changedShare: null }

describe('the plan', () => {
  it('rebuilds what is bloated, the one that gains most first', () => {
    const less = index({ name: 'less', measured: { bytes: 40 * MiB, neededBytes: 4 * MiB, exactBytes: null, changedShare: 0 } })
    const { steps, findings } = assess({ indexes: [less, index()] })
    expect(findings).toEqual([])
    expect(steps.map(({ title, risk, preview }) => [title, risk, preview])).toEqual([
      [
        'Rebuild public.t_id: 60 % bloat by estimate, 60 MiB of 100 MiB to gain',
        'safe',
        { statement: 'REINDEX INDEX CONCURRENTLY "public"."t_id"', bytes: 100 * MiB },
      ],
      [
        'Rebuild public.less: 90 % bloat by estimate, 36 MiB of 40 MiB to gain',
        'safe',
        { statement: 'REINDEX INDEX CONCURRENTLY "public"."less"', bytes: 40 * MiB },
      ],
    ])
    expect(steps[0]!.expectedMs).toBe(1_000 + Math.round((600 * MiB) / 50_000))
  })

  it('drops leftovers before it rebuilds, and analyzes each table once', () => {
    const { steps } = assess({ indexes: [index({ measured: stale }), index({ name: 't_at', measured: stale })], invalid: [invalid()] })
    expect(steps.map(({ key, after }) => [key, after ?? []])).toEqual([
      ['drop:public.t_id_ccnew', []],
      ['analyze:public.t', []],
      ['reindex:public.t_id', ['drop:public.t_id_ccnew', 'analyze:public.t']],
      ['reindex:public.t_at', ['analyze:public.t']],
    ])
  })

  it.each([
    ['an index that is fine', { indexes: [index({ measured: { ...stale, neededBytes: 80 * MiB, changedShare: 0 } })] }],
    ['an index of another kind', { indexes: [index({ method: 'gin' })] }],
    [
      'an index without statistics',
      { indexes: [index({ measured: { ...stale, neededBytes: null, changedShare: 0 }, unknown: ['note'] })] },
    ],
    ['an invalid index that is being built', { invalid: [invalid({ builder: 'pid 7' })] }],
    ['a standby', { standby: true, indexes: [index()], invalid: [invalid()] }],
  ])('has no step for %s', (_case, seen) => expect(assess(seen)).toMatchObject({ steps: [], findings: [] }))

  it('rebuilds the index of an exclusion constraint in a window', () => {
    expect(assess({ indexes: [index({ exclusion: true })] }).steps).toMatchObject([
      { risk: 'disruptive', preview: { statement: 'REINDEX INDEX "public"."t_id"' } },
    ])
    expect(assess({ invalid: [invalid({ leftoverOf: null, exclusion: true })] }).steps).toMatchObject([
      { risk: 'disruptive', preview: { statement: expect.stringMatching(/^REINDEX INDEX "/) as string } },
    ])
  })

  it('lists what was not looked at, and why', () => {
    const { notLookedAt } = assess({
      indexes: [index({ method: 'gist' }), index({ measured: { ...stale, neededBytes: null, changedShare: 0 }, unknown: ['note'] })],
      invalid: [invalid({ builder: 'pid 7' })],
      unconfirmed: 'standby b lags',
    })
    expect(notLookedAt!.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^pid 7 works on its table just now/),
      'there is no estimate for indexes of the kind gist',
      expect.stringMatching(/^no statistics of note, though its table was analyzed/),
      'standby b lags; the estimate counts',
    ])
  })
})

describe('what keeps an index from being rebuilt', () => {
  it.each([
    ['a role that may not', { indexes: [index({ permitted: false })] }, {}, 'not-permitted:public.t_id'],
    ['a role that may not drop', { invalid: [invalid({ permitted: false })] }, {}, 'not-permitted:public.t_id_ccnew'],
    ['a disk that is full', { indexes: [index({ room: { freeBytes: 199 * MiB, why: null } })] }, {}, 'no-room:public.t_id'],
    ['a disk that nobody sees', { indexes: [index({ room: { freeBytes: null, why: 'far away' } })] }, {}, 'no-room:public.t_id'],
    ['what the task allows', { indexes: [index()] }, { room: '150 MiB' }, 'no-room:public.t_id'],
    ['a name that no index has', { unmatched: { indexes: ['x'], tables: [] } }, {}, 'no-such-index:x'],
    ['a name that no table has', { unmatched: { indexes: [], tables: ['x'] } }, {}, 'no-such-table:x'],
  ])('%s is a finding', (_case, seen, params, fingerprint) => {
    const { steps, findings } = assess(seen, params)
    expect(steps).toEqual([])
    expect(findings.map((finding) => finding.fingerprint)).toEqual([fingerprint])
  })

  it('does not matter before an ANALYZE has told whether it is bloated', () => {
    const full = { measured: stale, room: { freeBytes: 0, why: null } }
    expect(assess({ indexes: [index(full)] })).toMatchObject({ steps: [{ key: 'analyze:public.t' }], findings: [] })
  })
})
