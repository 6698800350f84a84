import { describe, expect, test } from 'vitest'
import { isZone, momentsOf, offsetAt } from './zone.ts'

const hours = 3_600_000

test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'US/Eastern', 'America/Argentina/Buenos_Aires'])('%s is a time zone', (name) => {
  expect(isZone(name)).toBe(true)
})

test.each(['', 'Berlin', 'Europe/Belrin', '+01:00', 'GMT+1', 'Europe/Berlin '])('%j is no time zone', (name) => {
  expect(isZone(name)).toBe(false)
})

test.each([
  ['UTC', '2026-07-01T00:00:00Z', 0],
  ['Europe/Berlin', '2026-01-01T00:00:00Z', 1],
  ['Europe/Berlin', '2026-03-29T00:59:59Z', 1],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
  ['Asia/Kolkata', '2026-07-01T00:00:00Z', 5.5],
  ['America/St_Johns', '2026-01-01T00:00:00Z', -3.5],
  ['Pacific/Kiritimati', '2026-01-01T00:00:00Z', 14],
  ['Europe/Berlin', '1800-01-01T00:00:00Z', (53 * 60 + 28) / 3_600],
])('the clocks of %s are at %s ahead of UTC by %d hours', (zone, at, ahead) => {
  expect(offsetAt(zone, Date.parse(at))).toBe(ahead * hours)
})

describe('a wall time', () => {
  const moments = (zone: string, wall: string) => {
    const { first, second, gapMs } = momentsOf(zone, Date.parse(`${wall}Z`))
    return [new Date(first).toISOString(), second === null ? null : new Date(second).toISOString(), gapMs / hours]
  }

  test.each([
    ['comes once on most days', 'Europe/Berlin', '2026-06-01T12:00:00', ['2026-06-01T10:00:00.000Z', null, 0]],
    [
      'comes twice when the clocks go back',
      'Europe/Berlin',
      '2026-10-25T02:00:00',
      ['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z', 0],
    ],
    ['comes once right before and after that', 'Europe/Berlin', '2026-10-25T03:00:00', ['2026-10-25T02:00:00.000Z', null, 0]],
    ['is missing when they go forward', 'Europe/Berlin', '2026-03-29T02:00:00', ['2026-03-29T01:00:00.000Z', null, 1]],
    ['is there again from the end of the gap', 'Europe/Berlin', '2026-03-29T03:00:00', ['2026-03-29T01:00:00.000Z', null, 0]],
    ['is missing for half an hour on Lord Howe', 'Australia/Lord_Howe', '2026-10-04T02:29:59', ['2026-10-03T15:30:00.000Z', null, 0.5]],
    ['is missing for a whole day on Samoa', 'Pacific/Apia', '2011-12-30T12:00:00', ['2011-12-30T10:00:00.000Z', null, 24]],
  ])('%s', (_title, zone, wall, expected) => {
    expect(moments(zone, wall)).toEqual(expected)
  })
})
