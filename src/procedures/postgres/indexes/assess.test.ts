import { describe, expect, it } from 'vitest'
import { assessIndexes } from './assess.ts'
import type { ForeignKey, IndexesObservation, IndexSeen, ScannedTable } from './observation.ts'
import { indexesParams } from './params.ts'

const now = '2025-11-22T06:00:00.000Z'
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString()
const table = { oid: 1, schema: 'public', name: 't' }
const mib = 1024 ** 2

const unused: IndexSeen = {
  oid: 7,
  schema: 'public',
  name: 'i',
  table,
  partitioned: false,
  method: 'btree',
  keys: ['1 1978 0 0'],
  columns: [1],
  included: [],
  predicate: null,
  unique: false,
  nullsNotDistinct: false,
  deferrable: false,
  options: [],
  valid: true,
  atWork: false,
  scans: 0,
  bytes: 8 * mib,
  neededFor: null,
  permitted: true,
  watchedSince: daysAgo(40),
  young: false,
  undo: 'CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);',
}
const key: ForeignKey = {
  name: 'fk',
  table,
  partitioned: false,
  columns: [
    { number: 2, name: 'b' },
    { number: 3, name: 'c "c"' },
  ],
  refersTo: { schema: 'public', name: 'r' },
  bytes: 20 * mib,
  changes: 0,
}
const scanned: ScannedTable = {
  oid: 1,
  schema: 'public',
  name: 't',
  bytes: 50 * mib,
  scans: 12_000,
  rowsRead: 12_000 * 50_000,
  indexScans: 0,
}
const seen: IndexesObservation = {
  now,
  database: 'shop',
  standby: false,
  counting: { on: true, since: daysAgo(60), standbys: 0 },
  indexesSeen: 9,
  bytes: 90 * mib,
  indexes: [],
  tablesLeftOut: 0,
  foreignKeys: [],
  scanned: [],
  proposals: [],
  noProposals: null,
  firstLook: daysAgo(50),
  watched: {},
}
const assess = (more: Partial<IndexesObservation>, params: object = {}) => assessIndexes({ ...seen, ...more }, indexesParams.parse(params))
const young = { on: true, since: daysAgo(0.01), standbys: 0 }

describe('a step', () => {
  it('drops what the task says, disruptive since a query may need it, with its undo', () => {
    const { steps, findings } = assess({ indexes: [unused] }, { drop: ['unused'] })
    expect(findings).toEqual([])
    expect(steps).toEqual([
      {
        key: 'drop:public.i',
        title: 'Drop public.i (8 MiB), which nobody uses',
        risk: 'disruptive',
        preview: { statement: 'DROP INDEX CONCURRENTLY "public"."i"', bytes: 8 * mib },
        args: {
          schema: 'public',
          name: 'i',
          oid: 7,
          table,
          reasons: ['unused'],
          statement: 'DROP INDEX CONCURRENTLY "public"."i"',
          undo: unused.undo,
        },
        expectedMs: 10_000,
      },
    ])
  })

  it.each<[string, Partial<IndexSeen>, Partial<IndexesObservation>, string]>([
    ['of what may be young', { watchedSince: daysAgo(3) }, {}, 'unused:public.i'],
    ['of a partitioned index', { partitioned: true }, {}, 'unused:public.i'],
    ['of what the role may not drop', { permitted: false }, {}, 'not-permitted:public.i'],
    ['on a standby', { valid: false }, { standby: true }, 'invalid:public.i'],
  ])('is not made %s: that stays a finding', (_, index, more, fingerprint) => {
    const { steps, findings } = assess({ indexes: [{ ...unused, ...index }], ...more }, { drop: ['unused', 'invalid'] })
    expect([steps, findings.map((finding) => finding.fingerprint)]).toEqual([[], [fingerprint]])
  })

  it('is safe when the index is invalid: no query uses it', () => {
    expect(assess({ indexes: [{ ...unused, valid: false }] }, { drop: ['invalid'] }).steps[0]!.risk).toBe('safe')
  })

  it('that was interrupted stays the same step', () => {
    const [before] = assess({ indexes: [unused] }, { drop: ['unused'] }).steps
    expect(assess({ indexes: [{ ...unused, valid: false }] }, { drop: ['unused'] }).steps).toEqual([before])
  })
})

describe('a foreign key without an index', () => {
  it.each<[string, Partial<ForeignKey>, Partial<IndexesObservation>, string | null]>([
    ['whose rows nobody changes', {}, {}, 'info'],
    ['whose rows are changed', { changes: 3 }, {}, 'warning'],
    ['of which nobody knows', {}, { counting: young }, 'warning'],
    ['of a small table', { bytes: 9 * mib }, {}, null],
    ['that has one, in another order', {}, { indexes: [{ ...unused, scans: 1, columns: [3, 2], keys: ['3', '2'] }] }, null],
  ])('%s', (_, more, observed, severity) => {
    const { findings } = assess({ foreignKeys: [{ ...key, ...more }], ...observed })
    expect(findings.map((finding) => finding.severity)).toEqual(severity === null ? [] : [severity])
  })

  it('comes with the statement that makes it', () => {
    expect(assess({ foreignKeys: [key] }).findings[0]!.hint).toBe(
      'CREATE INDEX CONCURRENTLY ON "public"."t" ("b", "c ""c"""); keeps nobody from writing.',
    )
  })
})

describe('a large table that is read through', () => {
  it('is a finding with the proposal of the planner, or without', () => {
    expect(assess({ scanned: [scanned] }).findings).toMatchObject([{ fingerprint: 'scanned:public.t', severity: 'info' }])
    const proposal = {
      table: { schema: 'public', name: 't' },
      statement: 'CREATE INDEX x;',
      query: 'select $1',
      costNow: 900.4,
      costThen: 8.2,
    }
    const [finding] = assess({ scanned: [scanned], proposals: [proposal] }).findings
    expect(finding).toMatchObject({ severity: 'warning', hint: expect.stringContaining('CREATE INDEX x; was tried with hypopg') as string })
    expect(finding!.detail).toBe(
      '200 sequential scans a day since 2025-09-23 06:00:00 UTC, 50000 rows each; 100 % of all its scans.\nWith CREATE INDEX x; the planner would use it, and the cost fall from 900 to 8, for: select $1',
    )
  })
})

describe('what was not looked at', () => {
  it.each<[string, Partial<IndexesObservation>, readonly (string | undefined)[]]>([
    ['nothing', {}, []],
    ['use, and scans, just after a reset', { counting: young }, ['unused:', 'scanned:']],
    ['use, of standbys', { counting: { ...seen.counting, standbys: 2 } }, ['unused:']],
    ['use, on a standby', { standby: true }, ['unused:']],
    ['an index that is perhaps being built', { indexes: [{ ...unused, valid: false, atWork: true }] }, ['invalid:public.i']],
    ['tables for which there was no room', { tablesLeftOut: 3 }, [undefined]],
    ['proposals without hypopg', { scanned: [scanned], noProposals: 'hypopg is not installed in this database' }, [undefined]],
  ])('%s', (_, more, fingerprints) => {
    expect(assess(more).notLookedAt!.map((skipped) => skipped.fingerprints)).toEqual(fingerprints)
  })
})
