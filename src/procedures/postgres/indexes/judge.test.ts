import { describe, expect, it } from 'vitest'
import { covers, serves } from './covers.ts'
import { countersUnfit, judge } from './judge.ts'
import type { Grounds } from './judge.ts'
import type { ForeignKey, IndexSeen } from './observation.ts'
import { indexesParams } from './params.ts'

const now = '2025-11-22T06:00:00.000Z'
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString()
const table = { oid: 1, schema: 'public', name: 't' }

let nextOid = 100
/** `a`, `b`: column names stand for their numbers and for how they are sorted. */
const index = (columns: string, more: Partial<IndexSeen> = {}): IndexSeen => ({
  oid: (nextOid += 1),
  schema: 'public',
  name: `on_${columns}`,
  table,
  partitioned: false,
  method: 'btree',
  keys: columns.split('').map((column) => `${column} 1978 0 0`),
  columns: columns.split('').map((column) => column.codePointAt(0)! - 96),
  included: [],
  predicate: null,
  unique: false,
  nullsNotDistinct: false,
  deferrable: false,
  options: [],
  valid: true,
  atWork: false,
  scans: 1,
  bytes: 8_000_000,
  neededFor: null,
  permitted: true,
  watchedSince: daysAgo(100),
  young: false,
  undo: '',
  ...more,
})
const key = (columns: string): ForeignKey => ({
  name: `fk_${columns}`,
  table,
  partitioned: false,
  columns: columns.split('').map((name) => ({ number: name.codePointAt(0)! - 96, name })),
  refersTo: { schema: 'public', name: 'r' },
  bytes: 1,
  changes: 0,
})
const grounds: Grounds = { now, counting: { on: true, since: daysAgo(60), standbys: 0 }, standby: false }
const judged = (indexes: readonly IndexSeen[], keys: readonly ForeignKey[] = [], params: object = {}, more: Partial<Grounds> = {}) =>
  judge(indexes, keys, { ...grounds, ...more }, indexesParams.parse(params)).map(
    ({ index: { name }, reasons, droppable }) => `${name}: ${reasons.join('+')}${droppable.length === reasons.length ? '' : ' (wait)'}`,
  )

describe('an index serves all that another does', () => {
  it.each<[string, IndexSeen, IndexSeen, boolean]>([
    ['with the same columns', index('ab'), index('ab'), true],
    ['with more columns behind', index('abc'), index('ab'), true],
    ['not with more before', index('cab'), index('ab'), false],
    ['not in another order', index('ba'), index('ab'), false],
    ['not with another operator class or collation or order', index('ab'), index('ab', { keys: ['a 1978 0 0', 'b 1978 0 1'] }), false],
    ['not with another predicate', index('ab', { predicate: '(a > 1)' }), index('ab'), false],
    ['with the same predicate', index('ab', { predicate: '(a > 1)' }), index('a', { predicate: '(a > 1)' }), true],
    ['not by another method', index('a', { method: 'hash' }), index('a'), false],
    ['of another kind with the same columns only', index('a', { method: 'gin' }), index('a', { method: 'gin' }), true],
    ['not of another kind with more columns', index('ab', { method: 'gin' }), index('a', { method: 'gin' }), false],
    ['not on another table', index('a', { table: { ...table, oid: 2 } }), index('a'), false],
    ['not when it lacks a stored column', index('ab'), index('a', { included: [3] }), false],
    ['with a stored column as a key column', index('abc'), index('a', { included: [3] }), true],
    ['unique beside not unique', index('a', { unique: true }), index('a'), true],
    ['not the other way round', index('a'), index('a', { unique: true }), false],
    ['both unique', index('a', { unique: true }), index('a', { unique: true }), true],
    ['not unique with more columns', index('ab', { unique: true }), index('a', { unique: true }), false],
    ['not when it refuses doubles only at the end', index('a', { unique: true, deferrable: true }), index('a', { unique: true }), false],
    ['not with coarser ranges', index('a', { method: 'brin', options: ['pages_per_range=128'] }), index('a', { method: 'brin' }), false],
    ['not when only one lets nulls repeat', index('a', { unique: true, nullsNotDistinct: true }), index('a', { unique: true }), false],
  ])('%s', (_, one, other, expected) => {
    expect(covers(one, other)).toBe(expected)
  })
})

describe('an index serves a foreign key', () => {
  it.each<[string, IndexSeen, string, boolean]>([
    ['on its column', index('a'), 'a', true],
    ['with more behind', index('ab'), 'a', true],
    ['in any order', index('bac'), 'ab', true],
    ['not with another before', index('ba'), 'a', false],
    ['not in part', index('a'), 'ab', false],
    ['not where it is invalid', index('a', { valid: false }), 'a', false],
    ['not where it leaves rows out', index('a', { predicate: '(b > 1)' }), 'a', false],
    ['where it leaves out those that refer to nothing', index('a', { predicate: '(a IS NOT NULL)' }), 'a', true],
    ['hashed', index('a', { method: 'hash' }), 'a', true],
    ['not by BRIN', index('a', { method: 'brin' }), 'a', false],
  ])('%s', (_, one, columns, expected) => {
    expect(serves(one, key(columns))).toBe(expected)
  })
})

describe('superfluous', () => {
  it.each<[string, readonly IndexSeen[], readonly string[]]>([
    ['is nothing that is used and alone', [index('a'), index('b')], []],
    ['is one without a scan', [index('a', { scans: 0 }), index('b')], ['on_a: unused']],
    ['is not a small one', [index('a', { scans: 0, bytes: 8_192 })], []],
    ['is not a unique one', [index('a', { scans: 0, unique: true })], []],
    ['is not what something needs', [index('a', { scans: 0, neededFor: 'the replica identity' })], []],
    ['is a left part of another', [index('a'), index('ab')], ['on_a: duplicate']],
    ['is the left part, not the used whole', [index('a', { scans: 0 }), index('ab')], ['on_a: duplicate+unused']],
    ['is the unused whole beside the used left part', [index('a'), index('ab', { scans: 0 })], ['on_ab: unused']],
    [
      'are both when nobody uses either',
      [index('a', { scans: 0 }), index('ab', { scans: 0 })],
      ['on_a: duplicate+unused', 'on_ab: unused'],
    ],
    ['is the less used of two', [index('a', { scans: 9 }), index('a', { name: 'less', scans: 3 })], ['less: duplicate']],
    ['is the one that is not unique', [index('a', { scans: 9 }), index('a', { name: 'u', unique: true, scans: 0 })], ['on_a: duplicate']],
    [
      'is what the primary key serves',
      [index('a', { neededFor: 'the primary key', unique: true, scans: 0 }), index('a', { name: 'd' })],
      ['d: duplicate'],
    ],
    ['is an invalid one', [index('a', { valid: false })], ['on_a: invalid']],
    [
      'is the invalid one of two, however it was used',
      [index('a', { valid: false, scans: 9 }), index('a', { name: 'v', scans: 9 })],
      ['on_a: invalid+duplicate'],
    ],
    ['is not one that is being built', [index('a', { valid: false, atWork: true, scans: 0 })], []],
    ['is each left part of the widest', [index('a'), index('ab'), index('abc')], ['on_a: duplicate', 'on_ab: duplicate']],
  ])('%s', (_, indexes, expected) => {
    expect(judged(indexes)).toEqual(expected)
  })

  it('is never the only index of a foreign key, nor both of two', () => {
    expect(judged([index('a', { scans: 0 })], [key('a')])).toEqual([])
    expect(judged([index('ab', { scans: 0 }), index('ac', { scans: 0 })], [key('a')])).toEqual(['on_ab: unused'])
    expect(judged([index('a', { scans: 0 }), index('ab')], [key('a')])).toEqual(['on_a: duplicate+unused'])
    // It doesn't begin with all columns of the key, but narrows the search as no other does.
    expect(judged([index('axb', { scans: 0 })], [key('ab')])).toEqual([])
    expect(judged([index('axb', { scans: 0 }), index('ba')], [key('ab')])).toEqual(['on_axb: unused'])
    expect(judged([index('xab', { scans: 0 })], [key('ab')])).toEqual(['on_xab: unused'])
  })

  it('is not what the task keeps, by name or by pattern', () => {
    expect(judged([index('a', { scans: 0 })], [], { keep: ['on_*'] })).toEqual([])
    expect(judged([index('a', { scans: 0 })], [], { keep: ['public.on_a'] })).toEqual([])
    expect(judged([index('a', { scans: 0 })], [], { keep: ['on_b'] })).toEqual(['on_a: unused'])
  })

  it('is dropped as unused only after it was watched for the whole time', () => {
    expect(judged([index('a', { scans: 0, watchedSince: now })])).toEqual(['on_a: unused (wait)'])
    expect(judged([index('a', { scans: 0, watchedSince: daysAgo(31) })])).toEqual(['on_a: unused'])
  })

  it('is not called unused while it is young', () => {
    expect(judged([index('a', { scans: 0, watchedSince: daysAgo(10), young: true })])).toEqual([])
    expect(judged([index('a', { scans: 0, watchedSince: daysAgo(31), young: true })])).toEqual(['on_a: unused'])
  })
})

it.each<[string, Partial<Grounds>, object, string | null]>([
  ['tell', {}, {}, null],
  ['do not tell when nothing is counted', { counting: { on: false, since: daysAgo(60), standbys: 0 } }, {}, 'off'],
  ['do not tell when nobody knows since when', { counting: { on: true, since: null, standbys: 0 } }, {}, 'unknown'],
  ['do not tell just after a reset', { counting: { on: true, since: daysAgo(1), standbys: 0 } }, {}, 'young'],
  ['tell after as long as the task says', { counting: { on: true, since: daysAgo(1), standbys: 0 } }, { 'unused-for': '1d' }, null],
  ['do not tell of standbys', { counting: { on: true, since: daysAgo(60), standbys: 1 } }, {}, 'standbys'],
  ['tell when standbys run no queries', { counting: { on: true, since: daysAgo(60), standbys: 1 } }, { 'ignore-standbys': true }, null],
  ['do not tell on a standby', { standby: true }, { 'ignore-standbys': true }, 'standby'],
])('the counters %s', (_, more, params, expected) => {
  expect(countersUnfit({ ...grounds, ...more }, indexesParams.parse(params))).toBe(expected)
  expect(judged([index('a', { scans: 0 })], [], params, more)).toEqual(expected === null ? ['on_a: unused'] : [])
})

it('leaves a server for whatever was served, whichever indexes there are', () => {
  let state = 42
  const random = (below: number): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below
  const pick = <T>(all: readonly T[]): T => all[random(all.length)]!
  for (let round = 0; round < 3_000; round++) {
    const all = Array.from({ length: 1 + random(6) }, () =>
      index(pick(['a', 'b', 'ab', 'ba', 'abc', 'bc', 'ac']), {
        scans: pick([0, 0, 3, 7]),
        valid: random(6) > 0,
        unique: random(5) === 0,
        neededFor: random(8) === 0 ? 'something' : null,
        predicate: random(5) === 0 ? '(a > 1)' : null,
      }),
    )
    const keys = [key(pick(['a', 'ab', 'b']))]
    const gone = judge(all, keys, grounds, indexesParams.parse({}))
    const left = all.filter((one) => !gone.some(({ index: { oid } }) => oid === one.oid))
    for (const { index: one, reasons } of gone) {
      expect(one.neededFor).toBeNull()
      if (!reasons.includes('unused') && one.valid) expect(left.some((other) => other.valid && covers(other, one))).toBe(true)
      if (one.unique && one.valid) expect(left.some((other) => other.unique && covers(other, one))).toBe(true)
    }
    if (all.some((one) => serves(one, keys[0]!))) expect(left.some((one) => serves(one, keys[0]!))).toBe(true)
    // What is left gives no more to do, but for what only its former keeper made superfluous.
    expect(judge(left, keys, grounds, indexesParams.parse({}))).toEqual([])
  }
})
