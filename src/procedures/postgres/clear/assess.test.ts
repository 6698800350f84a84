import { describe, expect, it } from 'vitest'
import { assessClear } from './assess.ts'
import type { ClearObservation, Reference, ToClear } from './observation.ts'
import { clearParams } from './params.ts'

const table = (name: string, count: number, more: Partial<ToClear> = {}): ToClear => {
  const rows = { rows: count, how: 'exact' } as const
  return {
    schema: 'public',
    name,
    rows,
    bytes: count * 100,
    newer: null,
    mayTruncate: true,
    mayDelete: true,
    rowSecurity: false,
    heirs: [],
    foreign: [],
    triggers: [],
    rules: [],
    parts: [{ schema: 'public', name, rows }],
    ...more,
  }
}
const refers = (from: string, to: string, named = true): Reference => ({
  constraint: 'fk',
  from: `public.${from}`,
  to: `public.${to}`,
  named,
  passesOn: false,
})
const assess = (tables: readonly ToClear[], params: object = {}, references: readonly Reference[] = []) => {
  const seen: ClearObservation = { now: '2025-11-22T12:00:00.000Z', standby: false, database: '7/db', tables, references }
  return assessClear(seen, clearParams.parse({ tables: ['x'], ...params }))
}
const found = (...given: Parameters<typeof assess>): readonly string[] => assess(...given).findings.map(({ fingerprint }) => fingerprint)

describe('the plan', () => {
  it('truncates all tables in one statement, asks whatever the policy, and says what is in them', () => {
    const { steps, findings } = assess([table('trades', 12), table('legs', 1), table('none', 0)], {}, [refers('legs', 'trades')])
    expect(findings).toEqual([])
    expect(steps).toMatchObject([
      {
        key: 'truncate',
        title: 'Empty public.trades (12 rows), public.legs (1 row)',
        risk: 'destructive',
        alwaysAsk: true,
        preview: {
          statement: 'TRUNCATE "public"."trades", "public"."legs", "public"."none"\n-- public.legs refers to public.trades (fk)',
          rows: 13,
          bytes: 1_300,
        },
        takes: [
          { database: '7/db', schema: 'public', table: 'trades', where: null },
          { database: '7/db', schema: 'public', table: 'legs', where: null },
        ],
      },
    ])
    expect(assess([table('trades', 1)], { 'restart-identity': true }).steps[0]!.preview.statement).toBe(
      'TRUNCATE "public"."trades" RESTART IDENTITY',
    )
  })

  it('deletes from tables that refer to others first', () => {
    const { steps } = assess([table('trades', 12), table('legs', 1)], { mode: 'delete' }, [refers('legs', 'trades')])
    expect(steps.map(({ key, alwaysAsk }) => [key, alwaysAsk])).toEqual([
      ['delete:public.legs', true],
      ['delete:public.trades', true],
    ])
    expect(steps[1]!.preview.statement).toContain(`DELETE FROM "public"."trades" WHERE ctid >= :page AND ctid < :next_page AND (xmin`)
  })

  it.each(['truncate', 'delete'])('archives each table that has rows before it is emptied by %s', (mode) => {
    const { steps } = assess([table('trades', 12), table('none', 0)], { mode, archive: { folder: '/srv/archives' } })
    expect(steps.map(({ risk }) => risk)).toEqual(['safe', 'destructive'])
    expect(steps[0]).toMatchObject({ key: 'archive:public.trades', args: { rows: { where: null } } })
    expect(steps[1]!.after).toEqual(['archive:public.trades'])
  })

  it.each([
    ['when the tables are empty', [table('trades', 0)]],
    ['when this run has emptied them: what is in them now is new', [table('trades', 0, { newer: 5 })]],
  ])('is empty %s', (_, tables) => {
    expect(assess(tables)).toMatchObject({ steps: [], findings: [] })
    expect(assess(tables, { mode: 'delete' })).toMatchObject({ steps: [], findings: [] })
  })
})

describe('nothing is planned, and a finding says why', () => {
  it.each<[string, ToClear, object, Reference[], string[]]>([
    [
      'when a table that is not named refers to one',
      table('trades', 1),
      {},
      [refers('legs', 'trades', false)],
      ['referenced:public.legs:fk'],
    ],
    ['when a table refers to itself, row by row', table('tree', 1), { mode: 'delete' }, [refers('tree', 'tree')], ['circle']],
    ['when tables inherit from one', table('base', 1, { heirs: ['heir'] }), {}, [], ['heirs:public.base']],
    ['when row security hides rows', table('a', 1, { rowSecurity: true }), {}, [], ['row-security:public.a']],
    ['when the role may not truncate', table('a', 1, { mayTruncate: false }), {}, [], ['not-permitted:public.a']],
    ['when the role may not delete', table('a', 1, { mayDelete: false }), { mode: 'delete' }, [], ['not-permitted:public.a']],
  ])('%s', (_, one, params, references, fingerprints) => {
    expect(assess([table('other', 7), one], params, references).steps).toEqual([])
    expect(found([table('other', 7), one], params, references)).toEqual(fingerprints)
  })

  it('but a table may refer to itself when all go at once', () => {
    expect(assess([table('tree', 1)], {}, [refers('tree', 'tree')]).steps).toHaveLength(1)
  })
})
