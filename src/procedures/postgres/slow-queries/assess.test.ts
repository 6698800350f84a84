import { describe, expect, it } from 'vitest'
import { assessSlowQueries } from './assess.ts'
import type { Counted, ShownUse, SlowQueriesObservation } from './observation.ts'
import { slowQueriesParams } from './params.ts'
import { nothingKnown } from './remember.ts'

const now = '2025-11-22T06:00:00.000Z'
const anHourAgo = '2025-11-22T05:00:00.000Z'
const params = slowQueriesParams.parse({})

const use = (more: Partial<ShownUse>): ShownUse => ({
  id: '42',
  calls: 10,
  totalMs: 100,
  meanMs: 10,
  rows: 10,
  nested: false,
  before: { calls: 10, meanMs: 10 },
  rough: false,
  text: 'select * from trades where id = $1',
  ...more,
})
const seen = (
  uses: readonly ShownUse[],
  counted: Partial<Counted> = {},
  more: Partial<SlowQueriesObservation> = {},
): SlowQueriesObservation => ({
  now,
  database: 'shop',
  extension: { name: 'pg_stat_statements', installed: { schema: 'public', version: '1.10' }, available: true },
  loaded: true,
  switchedOff: [],
  ...nothingKnown,
  ...more,
  counted: {
    info: { since: '2025-11-01T00:00:00.000Z', evictions: 0, maxEntries: 5000 },
    since: anHourAgo,
    basis: 'last look',
    statements: 1,
    hidden: 0,
    calls: 100,
    totalMs: 10_000,
    evicted: 0,
    uses,
    kept: {},
    floorMs: null,
    ...counted,
  },
})
const judged = (observation: SlowQueriesObservation, more: object = {}): readonly string[] =>
  assessSlowQueries(observation, slowQueriesParams.parse(more)).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)

describe('what slow-queries makes of what it saw', () => {
  it.each<[string, Partial<ShownUse>, readonly string[], object?]>([
    ['a fast statement', {}, []],
    ['a slow one', { meanMs: 500, before: { calls: 10, meanMs: 490 } }, ['warning slow:42']],
    ['one just below the limit', { meanMs: 499.9, before: null }, []],
    ['a slow one that was called too seldom to say', { meanMs: 5_000, calls: 9 }, []],
    ['the limit is a parameter', { meanMs: 100, before: null }, ['warning slow:42'], { mean: '0.1s' }],
    ['one twice as slow as it was', { meanMs: 20 }, ['warning slower:42']],
    ['one not quite twice as slow', { meanMs: 19.9 }, []],
    ['one much slower, and still fast', { meanMs: 9.9, before: { calls: 10, meanMs: 0.1 } }, []],
    ['one that was called too seldom before', { meanMs: 40, before: { calls: 9, meanMs: 10 } }, []],
    ['one both slow and slower', { meanMs: 600 }, ['warning slow:42', 'warning slower:42']],
    ['a slow one that nobody knew before', { meanMs: 600, before: null }, ['warning slow:42']],
    ['maintenance may take its time', { meanMs: 60_000, text: 'VACUUM …' }, []],
    ['so may what Upkeep itself asks', { meanMs: 60_000, text: 'select bt_index_check($1) as upkeep_own_look' }, []],
  ])('%s', (_, more, expected, parameters = {}) => {
    expect(judged(seen([use(more)]), parameters)).toEqual(expected)
  })

  it('tells how it was and how it is', () => {
    const [slow, slower] = assessSlowQueries(seen([use({ meanMs: 600, totalMs: 6_000 })]), params).findings
    expect(slow).toMatchObject({ title: 'slow statement: select * from trades where id = $1' })
    expect(slow!.detail).toBe(
      '10 calls, 6s in all, 600ms on average in the last 1h, 60 % of the time in statements.\nselect * from trades where id = $1',
    )
    expect(slower!.detail).toContain('in the last 1h; before it got slower, 10ms on average over 10 calls.')
  })

  it('says since when it counts at the first look, and that it has nothing to compare with', () => {
    const first = assessSlowQueries(
      seen([use({ meanMs: 600, before: null })], { basis: 'first look', since: '2025-11-01T00:00:00.000Z' }),
      params,
    )
    expect(first.findings[0]!.detail).toContain('since 2025-11-01 00:00:00 UTC, when counting began')
    expect(first.notLookedAt).toEqual([expect.objectContaining({ what: 'whether statements got slower', fingerprints: 'slower:' })])
  })

  it('says that counters were reset, and what was missed', () => {
    const { notLookedAt, facts } = assessSlowQueries(
      seen([], {
        basis: 'anew',
        since: '2025-11-22T05:30:00.000Z',
        info: { since: '2025-11-22T05:30:00.000Z', evictions: 0, maxEntries: 5000 },
      }),
      params,
    )
    expect(notLookedAt).toEqual([
      { what: 'statements between the last look and 2025-11-22 05:30:00 UTC', why: 'the counters were reset then' },
    ])
    expect(facts![0]).toEqual({ label: 'counted since', value: '2025-11-22T05:30:00.000Z', unit: 'time' })
  })

  it.each([
    ['not installed, and not on the machine', { installed: null, available: false }, true, 'install it on the server'],
    ['not installed', { installed: null, available: true }, true, 'run CREATE EXTENSION pg_stat_statements; in database shop'],
    ['not loaded', {}, false, 'shared_preload_libraries'],
  ])('tells how to get what is missing: %s', (_, extension, loaded, hint) => {
    const observation = seen([], {}, { loaded })
    const assessment = assessSlowQueries({ ...observation, counted: null, extension: { ...observation.extension, ...extension } }, params)
    expect(assessment.findings).toEqual([
      expect.objectContaining({
        fingerprint: 'extension:pg_stat_statements',
        severity: 'warning',
        hint: expect.stringContaining(hint) as string,
      }),
    ])
    expect(assessment.notLookedAt).toEqual([expect.objectContaining({ what: 'statements', fingerprints: 'slow' })])
  })

  it('finds that statements are thrown out when all have been replaced', () => {
    expect(judged(seen([], { evicted: 19 }))).toEqual([])
    expect(judged(seen([], { evicted: 20 }))).toEqual(['info evictions'])
    expect(judged(seen([], { evicted: null }))).toEqual([])
  })

  it('leaves findings about what it may not see open', () => {
    expect(assessSlowQueries(seen([], { hidden: 3 }), params).notLookedAt).toEqual([
      expect.objectContaining({ what: '3 statements of other roles', fingerprints: 'slow' }),
    ])
  })
})

describe('what it says of findings that are open', () => {
  const entry = { since: anHourAgo, seenAt: anHourAgo, before: { calls: 10, meanMs: 10 } }
  const open = { 'slower:42': entry }

  it('leaves one open while nobody can judge it', () => {
    expect(assessSlowQueries(seen([use({ calls: 3, meanMs: 1 })], {}, { open }), params)).toMatchObject({
      findings: [],
      notLookedAt: [{ fingerprints: 'slower:42' }],
    })
  })

  it('closes one when the statement is called often and is fast', () => {
    expect(assessSlowQueries(seen([use({ meanMs: 5 })], {}, { open }), params)).toMatchObject({ findings: [], notLookedAt: [] })
  })

  it.each([
    ['new pace', 'it has stayed slower for 4w: its finding closes uncured, and from now on it is held to its pace of now'],
    ['not called', 'no look of the last week saw 10 calls of it: its finding closes, cured or not'],
  ] as const)('says so where one closes uncured: %s', (reason, why) => {
    const { notLookedAt } = assessSlowQueries(seen([use({})], {}, { givenUp: { 'slower:42': reason } }), params)
    expect(notLookedAt).toEqual([{ what: 'whether the statement of slower:42 got better (select * from trades where id = $1)', why }])
  })
})
