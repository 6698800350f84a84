import { describe, expect, it } from 'vitest'
import { assessVacuum } from './assess.ts'
import type { VacuumObservation } from './assess.ts'
import { heldBy, holder, now, parent, server, table } from './examples.ts'
import { vacuumParams } from './params.ts'

const observation = (more: Partial<VacuumObservation>): VacuumObservation => ({
  now,
  major: 18,
  standby: false,
  counted: true,
  thresholds: server,
  horizon: heldBy(),
  tables: [],
  tablesSeen: 3,
  parents: [],
  unmatched: [],
  uncounted: [],
  uncountedSeen: 0,
  ...more,
})
const assess = (more: Partial<VacuumObservation>, params: object = {}) => assessVacuum(observation(more), vacuumParams.parse(params))
const dirty = table({ deadRows: 1_000, changedRows: 1_000, bytes: 100_000_000 })
const clean = { deadRows: 0, toastDeadRows: 0, insertedRows: 0, changedRows: 0 }

describe('the plan of a vacuum', () => {
  it('is one safe step for each table, the statements as they will be sent', () => {
    const { steps, findings } = assess({ tables: [dirty, table({ name: 'plans', changedRows: 51 }), table({ name: 'fine' })] })
    expect(findings).toEqual([])
    expect(steps).toEqual([
      {
        key: 'vacuum:public.trades',
        title: 'Vacuum public.trades: 1,000 dead rows (limit 50), 1,000 changed rows (limit 50)',
        risk: 'safe',
        preview: {
          statement: 'VACUUM (SKIP_LOCKED, TRUNCATE false) "public"."trades";\nANALYZE "public"."trades"',
          rows: 1_000,
          bytes: 100_000_000,
        },
        args: {
          schema: 'public',
          name: 'trades',
          vacuum: 'VACUUM (SKIP_LOCKED, TRUNCATE false) "public"."trades"',
          analyze: 'ANALYZE "public"."trades"',
        },
        expectedMs: 3_000,
      },
      {
        key: 'analyze:public.plans',
        title: 'Analyze public.plans: 51 changed rows (limit 50)',
        risk: 'safe',
        preview: { statement: 'ANALYZE "public"."plans"', bytes: 8_192 },
        args: { schema: 'public', name: 'plans', vacuum: null, analyze: 'ANALYZE "public"."plans"' },
        expectedMs: 1_000,
      },
    ])
  })

  it('takes an ANALYZE for what it reads, however large the table is: it has to fit into the window', () => {
    const [step] = assess({ tables: [table({ changedRows: 51, bytes: 1_000_000_000_000 })] }).steps
    expect(step!.expectedMs).toBeLessThan(10_000)
  })

  it.each([
    [17, ['public.ticks', 'other.part']],
    [18, ['public.ticks', 'public.part', 'other.part']],
  ])('analyzes on PostgreSQL %i no partition that its partitioned table brings along: %j', (major, names) => {
    const changedRows = 151
    const parents = [
      parent({ changedRows }),
      parent({ name: 'part', partOf: { schema: 'public', name: 'ticks' }, changedRows }),
      parent({ schema: 'other', name: 'part', partOf: { schema: 'other', name: 'whole' }, changedRows }),
      parent({ name: 'few', changedRows: 150 }),
      parent({ name: 'none', rows: 0, lastAnalyze: null }),
    ]
    expect(assess({ major, parents }).steps.map(({ key }) => key)).toEqual(names.map((name) => `analyze:${name}`))
  })

  it('works out the oldest transaction of the database once, after the last table', () => {
    const { steps } = assess({ tables: [dirty, { ...dirty, name: 'second' }] })
    expect(steps.map(({ preview }) => preview.statement.includes('SKIP_DATABASE_STATS'))).toEqual([true, false])
  })

  it('gives empty pages back only in a window', () => {
    const [step] = assess({ tables: [dirty] }, { truncate: true }).steps
    expect(step!.risk).toBe('disruptive')
    expect(step!.preview.statement).not.toContain('TRUNCATE false')
  })

  it.each([
    [15, {}, 'VACUUM (SKIP_LOCKED, TRUNCATE false)'],
    [15, { 'buffer-usage-limit': '8 MiB' }, 'VACUUM (SKIP_LOCKED, TRUNCATE false)'],
    [16, { 'buffer-usage-limit': '8 MiB' }, `VACUUM (SKIP_LOCKED, TRUNCATE false, BUFFER_USAGE_LIMIT '8192kB')`],
    [18, { parallel: 2 }, 'VACUUM (SKIP_LOCKED, TRUNCATE false)'],
  ])('says on PostgreSQL %i with %j: %s', (major, params, statement) => {
    expect(assess({ major, tables: [table({ deadRows: 100 })] }, params).steps[0]!.preview.statement).toBe(`${statement} "public"."trades"`)
  })

  it('shares out the indexes of a table that has several', () => {
    expect(assess({ tables: [table({ deadRows: 100, indexes: 2 })] }, { parallel: 2 }).steps[0]!.preview.statement).toContain('PARALLEL 2')
  })
})

describe('a table that is still due after its care in this run', () => {
  it('stays a step when the care left it due: rows of a passing transaction were still needed', () => {
    const { steps } = assess({ tables: [{ ...dirty, afterCare: { ...clean, deadRows: 900, changedRows: 0 } }] })
    expect(steps.map(({ key }) => key)).toEqual(['vacuum:public.trades'])
  })

  it('is a finding, and no step, when it has run over its limit since', () => {
    const { steps, findings } = assess({ tables: [{ ...dirty, afterCare: clean }] })
    expect(steps).toEqual([])
    expect(findings).toMatchObject([{ fingerprint: 'busy:public.trades', severity: 'info' }])
  })

  it('stays a step when it was skipped because of a lock: there is nothing after the care', () => {
    expect(assess({ tables: [{ ...dirty, afterCare: null }] }).steps).toHaveLength(1)
  })
})

describe('a table whose dead rows somebody keeps', () => {
  const held = { ...table({ deadRows: 1_000 }), vacuumedAtHorizon: '900', afterCare: { ...clean, deadRows: 1_000 } }

  it('is not vacuumed in vain while the horizon stands where it stood: the finding names the holder', () => {
    const { steps, findings } = assess({ tables: [held], horizon: heldBy(holder({ since: now })) })
    expect(steps).toEqual([])
    expect(findings).toEqual([
      {
        fingerprint: 'held:public.trades',
        severity: 'warning',
        title: `dead rows of public.trades can't be removed`,
        detail:
          '1,000 dead rows (limit 50) stayed after a VACUUM: session psql of ann, pid 4711 (idle in transaction for 0ms) may still see them.',
        hint: expect.stringContaining('pg_terminate_backend') as string,
      },
    ])
  })

  it('is still analyzed', () => {
    const { steps } = assess({ tables: [{ ...held, changedRows: 60, afterCare: null }], horizon: heldBy(holder({})) })
    expect(steps.map(({ preview }) => preview.statement)).toEqual(['ANALYZE "public"."trades"'])
  })

  it.each([
    ['has moved', heldBy(holder({ xmin: '901' }))],
    ['is free', heldBy()],
  ])('is vacuumed again when the horizon %s', (_case, horizon) => {
    expect(assess({ tables: [held], horizon }).steps.map(({ key }) => key)).toEqual(['vacuum:public.trades'])
  })
})

describe('holders of the horizon', () => {
  it.each([
    ['a session in its first minutes', holder({ since: '2025-11-22T11:56:00.000Z' }), null],
    ['a session for long', holder({}), 'horizon:session:psql of ann'],
    ['a prepared transaction', holder({ kind: 'prepared', name: 'tx-1', pid: null, state: 'prepared by ann' }), 'horizon:prepared:tx-1'],
    ['a slot that is not far behind', holder({ kind: 'slot', name: 'replica', pid: null, since: null, age: 999_999 }), null],
    ['a slot that keeps much', holder({ kind: 'slot', name: 'replica', pid: null, since: null, age: 1_000_001 }), 'horizon:slot:replica'],
    ['a standby with feedback', holder({ kind: 'standby', name: 'replica', since: null, age: 2_000_000 }), 'horizon:standby:replica'],
  ])('%s', (_case, who, fingerprint) => {
    expect(assess({ horizon: heldBy(who) }).findings.map((finding) => finding.fingerprint)).toEqual(
      fingerprint === null ? [] : [fingerprint],
    )
  })

  it('are one finding for each name, however many sessions bear it', () => {
    const { findings } = assess({ horizon: heldBy(holder({}), holder({ pid: 4712, age: 400 })) })
    expect(findings).toHaveLength(1)
    expect(findings[0]!.detail).toBe(
      'session psql of ann, pid 4711 (idle in transaction for 12m) keeps every row that died in the last 500 transactions. 1 more of the same name do so too.',
    )
  })

  it('may be there unseen: what is known of sessions stays open', () => {
    expect(assess({ horizon: { holders: [], seesAll: false } }).notLookedAt).toMatchObject([{ fingerprints: 'horizon:session:' }])
  })
})

describe('what keeps a vacuum from its work', () => {
  it.each([
    ['a role that may not', { tables: [{ ...dirty, permitted: false }] }, 'not-permitted:public.trades'],
    ['a name that no table has', { unmatched: ['trade'] }, 'no-such-table:trade'],
    ['a server that counts nothing', { counted: false }, 'track-counts-off'],
  ])('%s is a finding', (_case, more, fingerprint) => {
    const { steps, findings } = assess(more)
    expect(steps).toEqual([])
    expect(findings.map((finding) => finding.fingerprint)).toEqual([fingerprint])
  })

  it('a standby is not looked at, and its findings stay as they were', () => {
    expect(assess({ standby: true, tables: [dirty] })).toMatchObject({ steps: [], findings: [], notLookedAt: [{ fingerprints: '' }] })
  })

  it('a table whose counters began anew is not taken for clean', () => {
    const { steps, notLookedAt } = assess({ uncounted: ['public.trades'], uncountedSeen: 3 })
    expect(steps).toEqual([])
    expect(notLookedAt).toMatchObject([
      { what: 'dead rows of public.trades', fingerprints: 'held:public.trades' },
      { what: 'dead rows of 2 more tables', fingerprints: 'held:' },
    ])
  })
})
