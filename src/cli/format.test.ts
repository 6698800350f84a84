import { describe, expect, it } from 'vitest'
import type { FactView } from '../app/views/plan.ts'
import { countOf } from '../base/number.ts'
import { formatDistance, formatFact, formatTouches, shortId, stateWords } from './format.ts'

describe('facts', () => {
  it.each<[FactView['value'], FactView['unit'], string]>([
    [null, 'bytes', 'unknown'],
    [true, undefined, 'yes'],
    [false, undefined, 'no'],
    [1536, 'bytes', '1.5 KiB'],
    [1, 'rows', '1 row'],
    [1_234_567, 'rows', '1,234,567 rows'],
    [95, 's', '1m 35s'],
    [450, 'ms', '450ms'],
    [12.345, 'percent', '12.35 %'],
    [7, 'count', '7'],
    [0.5, undefined, '0.5'],
    ['as it is', undefined, 'as it is'],
    ['never', 'time', 'never'],
  ])('%j in %s reads %s', (value, unit, expected) => {
    expect(formatFact({ value, unit })).toBe(expected)
  })
})

it.each([
  [0, 'now'],
  [900, 'now'],
  [-900, 'now'],
  [12_345, 'in 12s'],
  [90_000, 'in 1m 30s'],
  [-3_600_000, '1h ago'],
])('%i ms from now reads %s', (ms, expected) => {
  const now = new Date('2025-06-01T12:00:00Z')
  expect(formatDistance(new Date(now.getTime() + ms).toISOString(), now)).toBe(expected)
})

it('counts in words', () => {
  expect([countOf(0, 'step'), countOf(1, 'step'), countOf(2_000, 'step')]).toEqual(['0 steps', '1 step', '2,000 steps'])
})

it('says what a step touches, as far as that is known', () => {
  expect(formatTouches({ rows: 1200, bytes: 5 * 2 ** 20, files: 1 })).toBe('1,200 rows, 5 MiB, 1 file')
  expect(formatTouches({})).toBe('')
})

it('says what a run waits for', () => {
  expect([
    stateWords({ state: 'waiting', waitingFor: 'window' }),
    stateWords({ state: 'waiting', waitingFor: 'approval' }),
    stateWords({ state: 'failed', waitingFor: null }),
    stateWords({ state: 'diverged', waitingFor: null }),
  ]).toEqual(['waits for its window', 'waits for approval', 'failed', 'not converged'])
})

it('a moment says its time zone', () => {
  expect(formatFact({ value: '2026-11-22T17:00:00Z', unit: 'time' })).toMatch(/^2026-11-2\d \d\d:\d\d:00 (?:[A-Z]{2,5}|GMT[+-]\d+.*)$/)
})

it('tells ids apart by their end, since they begin with the time', () => {
  expect(shortId('01a20225-d8b7-74ca-9b67-2b9b78b458d7')).toBe('78b458d7')
})
