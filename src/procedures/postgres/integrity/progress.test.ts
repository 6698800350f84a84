import { describe, expect, it } from 'vitest'
import { troubleOf } from './examine.ts'
import type { Examined } from './examine.ts'
import { begun, ended, moved, newRound, noted } from './progress.ts'
import type { Progress } from './progress.ts'

const [then, now] = ['2025-11-21T06:00:00.000Z', '2025-11-22T06:00:00.000Z']
const empty: Progress = { round: newRound(then), lastRound: null, damages: [], passedOver: [], crashes: [] }
const index = { oid: 7, kind: 'index', name: 'public.i', table: 'public.t' } as const
const table = { oid: 9, kind: 'table', name: 'public.t', table: null } as const
const sound: Examined = { state: 'sound', next: null }
const broken = (next: number | null = null): Examined => ({ state: 'damaged', messages: ['block 3: broken'], next })

describe('a round', () => {
  it.each<[string, typeof index | typeof table, Examined, object]>([
    ['goes on after a sound index', index, sound, { after: 7, indexes: 1, tables: 0, within: null, stuck: null }],
    ['goes on after a damaged one', index, broken(), { after: 7, indexes: 1 }],
    ['goes on within a table', table, { state: 'sound', next: 2_048 }, { after: 0, tables: 0, within: { oid: 9, block: 2_048 } }],
    ['goes on within a damaged table', table, broken(4_096), { after: 0, tables: 0, within: { oid: 9, block: 4_096 } }],
    ['goes on after the end of a table', table, sound, { after: 9, tables: 1, within: null }],
    ['goes on after what is gone, uncounted', table, { state: 'gone' }, { after: 9, tables: 0 }],
    ['goes on after what is passed over, uncounted', index, { state: 'passed over', why: 'locked' }, { after: 7, indexes: 0 }],
    ['stays before what takes too long for the rest of the time', index, { state: 'slow' }, { after: 0, stuck: 7 }],
  ])('%s', (_, object, result, expected) => {
    expect(moved(newRound(then), object, result)).toMatchObject(expected)
  })

  it('begins with the run that first checks something, and ends with its numbers kept', () => {
    expect(begun(newRound(then), now).startedAt).toBe(now)
    const underWay = moved(newRound(then), index, sound)
    expect(begun(underWay, now)).toBe(underWay)
    expect(ended({ ...empty, round: underWay }, now)).toMatchObject({
      round: { after: 0, startedAt: now },
      lastRound: { startedAt: then, endedAt: now, indexes: 1, tables: 0 },
    })
  })
})

describe('what is damaged', () => {
  const found = noted(empty, index, 0, broken(), then)

  it('is kept with the time at which it was first found', () => {
    const again = noted(found, index, 0, broken(), now)
    expect(again.damages).toEqual([
      { oid: 7, kind: 'index', name: 'public.i', table: 'public.t', from: 0, messages: ['block 3: broken'], foundAt: then },
    ])
  })

  it.each<[string, Examined, number]>([
    ['is forgotten when it is found sound', sound, 0],
    ['is forgotten when it is gone', { state: 'gone' }, 0],
    ['stays when nobody could look', { state: 'passed over', why: 'locked' }, 1],
    ['stays when there was no time', { state: 'slow' }, 1],
  ])('%s', (_, result, left) => {
    expect(noted(found, index, 0, result, now).damages).toHaveLength(left)
  })

  it('is kept by stretches of a table, which go together when the table goes', () => {
    const two = noted(noted(empty, table, 0, broken(2_048), then), table, 2_048, broken(), then)
    expect(two.damages.map(({ from }) => from)).toEqual([0, 2_048])
    expect(noted(two, table, 0, { state: 'sound', next: 2_048 }, now).damages.map(({ from }) => from)).toEqual([2_048])
    expect(noted(two, table, 0, { state: 'gone' }, now).damages).toEqual([])
  })

  it('takes no more room than it needs, however much there is', () => {
    let progress = empty
    for (let oid = 1; oid <= 500; oid++)
      progress = noted(
        progress,
        { ...index, oid, name: `i${oid}` },
        0,
        { state: 'damaged', messages: Array.from({ length: 100 }, () => 'broken'), next: null },
        now,
      )
    expect(progress.damages).toHaveLength(200)
    expect(progress.damages[0]).toMatchObject({ name: 'i1', messages: { length: 10 } })
  })
})

it('what is passed over is named until somebody has looked', () => {
  const passed = noted(empty, index, 0, { state: 'passed over', why: 'locked' }, then)
  expect(passed.passedOver).toEqual([{ oid: 7, name: 'public.i', why: 'locked', at: then }])
  expect(noted(passed, index, 0, { state: 'passed over', why: 'slow' }, now).passedOver).toEqual([
    { oid: 7, name: 'public.i', why: 'slow', at: now },
  ])
  expect(noted(passed, index, 0, sound, now).passedOver).toEqual([])
  expect(noted(passed, index, 0, broken(), now).passedOver).toEqual([])
})

it.each([
  ['XX002', 'damaged'],
  ['XX001', 'damaged'],
  ['XX000', 'damaged'],
  ['58030', 'damaged'],
  ['58P01', 'damaged'],
  ['57014', 'slow'],
  ['55P03', 'another session holds it locked'],
  ['40001', 'the replay of this standby needed it'],
  ['0A000', 'amcheck does not check this kind of object'],
  ['22023', 'amcheck does not check this kind of object'],
  ['57P01', null],
  ['08006', null],
  ['53200', null],
  ['', null],
])('an error %s of a check means: %s', (sqlState, meaning) => {
  expect(troubleOf(sqlState)).toBe(meaning)
})
