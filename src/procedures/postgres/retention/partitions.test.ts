import { describe, expect, it } from 'vitest'
import { readMark, writeMark } from './mark.ts'
import { partsOf, upperBound } from './partitions.ts'
import type { Node } from './partitions.ts'

const node = (oid: number, parent: number | null, more: Partial<Node> = {}): Node => ({
  oid,
  parent,
  schema: 'public',
  name: `t${oid}`,
  kind: 'r',
  byColumn: false,
  keys: 1,
  bound: null,
  pending: false,
  comment: null,
  bytes: 8_192,
  ...more,
})
const range = (to: string): string => `FOR VALUES FROM (MINVALUE) TO ('${to}')`
const names = (tables: readonly { name: string }[]): readonly string[] => tables.map(({ name }) => name)
const endedIs =
  (...oids: readonly number[]) =>
  (one: Node) =>
    oids.includes(one.oid)

describe('what of a table is deleted from and what is dropped', () => {
  it('a plain table is deleted from', () => {
    expect(names(partsOf([node(1, null)], endedIs(), 'auto').leaves)).toEqual(['t1'])
  })

  const byTime = [
    node(1, null, { kind: 'p', byColumn: true }),
    node(2, 1, { bound: range('2025-01-01') }),
    node(3, 1, { bound: range('2025-02-01') }),
    node(4, 1, { bound: range('2025-03-01') }),
    node(5, 1, { bound: 'DEFAULT' }),
  ]

  it('of ranges of time those that have ended are dropped, those that are partly expired stay, and the default one is deleted from', () => {
    const parts = partsOf(byTime, endedIs(2, 3), 'auto')
    expect(names(parts.expired)).toEqual(['t2', 't3'])
    expect(names(parts.leaves)).toEqual(['t5'])
    expect(parts.expired[0]).toMatchObject({ parent: { name: 't1' }, state: 'attached', until: '2025-01-01', besideDefault: true })
  })

  it('by rows, when the task says so, all are deleted from and none is dropped', () => {
    const parts = partsOf(byTime, endedIs(2, 3), 'rows')
    expect(parts.expired).toEqual([])
    expect(names(parts.leaves)).toEqual(['t2', 't3', 't4', 't5'])
  })

  it('of ranges of time under lists, the ranges are dropped', () => {
    const tree = [
      node(1, null, { kind: 'p' }),
      node(2, 1, { kind: 'p', byColumn: true, bound: `FOR VALUES IN ('a')` }),
      node(3, 2, { bound: range('2025-01-01') }),
      node(4, 2, { bound: range('2025-02-01') }),
      node(5, 1, { bound: `FOR VALUES IN ('b')` }),
    ]
    const parts = partsOf(tree, endedIs(3), 'auto')
    expect(names(parts.expired)).toEqual(['t3'])
    expect(parts.expired[0]!.parent.name).toBe('t2')
    expect(names(parts.leaves)).toEqual(['t5'])
  })

  it('what lies under a range that has ended goes with it, and under one that has not, nothing is deleted', () => {
    const tree = [
      node(1, null, { kind: 'p', byColumn: true }),
      node(2, 1, { kind: 'p', bound: range('2025-01-01') }),
      node(3, 2, { bound: `FOR VALUES IN ('a')` }),
      node(4, 1, { kind: 'p', bound: range('2025-02-01') }),
      node(5, 4, { bound: `FOR VALUES IN ('a')` }),
    ]
    const parts = partsOf(tree, endedIs(2), 'auto')
    expect(names(parts.expired)).toEqual(['t2'])
    expect(parts.leaves).toEqual([])
  })

  it('partitions by something else are deleted from, foreign ones left alone', () => {
    const tree = [
      node(1, null, { kind: 'p' }),
      node(2, 1, { bound: 'FOR VALUES WITH (modulus 2, remainder 0)' }),
      node(3, 1, { kind: 'f', bound: 'FOR VALUES WITH (modulus 2, remainder 1)' }),
    ]
    const parts = partsOf(tree, endedIs(), 'auto')
    expect(names(parts.leaves)).toEqual(['t2'])
    expect(names(parts.foreign)).toEqual(['t3'])
    expect(parts.byColumn).toBe(false)
  })

  it('a partition whose detaching was interrupted goes on from there', () => {
    const mark = writeMark({ of: 'public.t1', until: '2025-01-01', at: '2025-11-22T12:00:00.000Z' })
    const tree = [node(1, null, { kind: 'p', byColumn: true }), node(2, 1, { bound: range('2025-01-01'), pending: true, comment: mark })]
    expect(partsOf(tree, endedIs(2), 'auto').expired[0]).toMatchObject({ state: 'pending', markedAt: '2025-11-22T12:00:00.000Z' })
  })
})

it.each([
  [`FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-02-01 00:00:00+00')`, '2025-02-01 00:00:00+00'],
  [`FOR VALUES FROM ('2025-01-01', 1) TO ('2025-02-01', MINVALUE)`, '2025-02-01'],
  [`FOR VALUES FROM ('2025-01-01') TO (MAXVALUE)`, null],
  [`FOR VALUES FROM ('a') TO ('it''s')`, `it's`],
  [`FOR VALUES IN ('x TO (''y'')')`, null],
  ['DEFAULT', null],
  [null, null],
])('the end of %s is %s', (bound, until) => expect(upperBound(bound)).toBe(until))

describe('the mark of a partition that is taken out', () => {
  const mark = { of: 'public.ticks', until: '2025-01-01', at: '2025-11-22T12:00:00.000Z' }
  it('is read as it was written', () => expect(readMark(writeMark(mark))).toEqual(mark))

  it.each([
    null,
    '',
    'ticks of January',
    'upkeep: a note of mine',
    'upkeep: taken out of its table by retention, to be dropped later {',
    'upkeep: taken out of its table by retention, to be dropped later {"of":1}',
  ])('is not seen in a comment of somebody else: %j', (comment) => expect(readMark(comment)).toBeNull())
})
