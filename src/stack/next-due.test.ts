import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../../test/harness/cpu-time.ts'
import type { Cadence } from './model.ts'
import { nextDue, previousDue } from './next-due.ts'
import { wallAt } from './zone.ts'

const cron = (expression: string): Cadence => ({ kind: 'cron', expression })
const dues = (cadence: Cadence, zone: string, after: string, count: number): string[] => {
  const found: string[] = []
  let at = new Date(after)
  for (let i = 0; i < count; i++) {
    const due = nextDue(cadence, zone, at)
    if (!due) break
    found.push(due.toISOString().replace('.000Z', 'Z'))
    at = due
  }
  return found
}

describe('a cadence that names hours', () => {
  test.each([
    [
      'a missing time is due at the first moment after the gap',
      'Europe/Berlin',
      '30 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
    ],
    [
      'a time that comes twice is due at its first coming',
      'Europe/Berlin',
      '30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ],
    [
      'lists of hours keep each time once in spring',
      'Europe/Berlin',
      '30 2,14 * * *',
      '2026-03-28T14:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-29T12:30:00Z'],
    ],
    [
      'lists of hours keep each time once in autumn',
      'Europe/Berlin',
      '30 2,14 * * *',
      '2026-10-24T14:00:00Z',
      ['2026-10-25T00:30:00Z', '2026-10-25T13:30:00Z'],
    ],
    [
      'several missing times are one',
      'Europe/Berlin',
      '0,30 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z', '2026-03-30T00:30:00Z'],
    ],
    [
      'a missing time and the one right after the gap are one',
      'Europe/Berlin',
      '0 2,3 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z'],
    ],
    [
      'a gap of half an hour',
      'Australia/Lord_Howe',
      '15 2 * * *',
      '2026-10-03T00:00:00Z',
      ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
    ],
    ['a repeated half hour', 'Australia/Lord_Howe', '45 1 * * *', '2026-04-04T00:00:00Z', ['2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z']],
    ['a gap at midnight', 'Africa/Cairo', '30 0 * * *', '2026-04-23T12:00:00Z', ['2026-04-23T22:00:00Z', '2026-04-24T21:30:00Z']],
    [
      'a day that a country left out',
      'Pacific/Apia',
      '0 3 * * *',
      '2011-12-29T00:00:00Z',
      ['2011-12-29T13:00:00Z', '2011-12-30T10:00:00Z', '2011-12-30T13:00:00Z'],
    ],
    ['a zone without summer time', 'Asia/Kolkata', '30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-28T21:00:00Z', '2026-03-29T21:00:00Z']],
    ['seconds in a sixth field', 'UTC', '15 30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T02:30:15Z', '2026-03-30T02:30:15Z']],
    [
      'quarters',
      'UTC',
      '0 3 1 1,4,7,10 *',
      '2026-03-28T12:00:00Z',
      ['2026-04-01T03:00:00Z', '2026-07-01T03:00:00Z', '2026-10-01T03:00:00Z', '2027-01-01T03:00:00Z'],
    ],
    ['a leap day', 'UTC', '0 0 29 2 *', '2026-03-28T12:00:00Z', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']],
    [
      'the 31st, in the months that have one',
      'UTC',
      '0 0 31 * *',
      '2026-03-31T12:00:00Z',
      ['2026-05-31T00:00:00Z', '2026-07-31T00:00:00Z'],
    ],
    [
      'a day of the month or a day of the week, as cron has it',
      'UTC',
      '0 0 13 * 5',
      '2026-11-09T00:00:00Z',
      ['2026-11-13T00:00:00Z', '2026-11-20T00:00:00Z'],
    ],
    ['what never comes', 'UTC', '0 0 30 2 *', '2026-03-28T12:00:00Z', []],
  ])('%s', (_title, zone, expression, after, expected) => {
    expect(dues(cron(expression), zone, after, Math.max(1, expected.length))).toEqual(expected)
  })
})

describe('a cadence of every hour', () => {
  test.each([
    [
      'goes on through the repeated hour',
      'Europe/Berlin',
      '30 * * * *',
      '2026-10-24T23:00:00Z',
      ['2026-10-24T23:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'],
    ],
    [
      'makes up nothing for the missing hour',
      'Europe/Berlin',
      '30 * * * *',
      '2026-03-28T23:00:00Z',
      ['2026-03-28T23:30:00Z', '2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'],
    ],
    [
      'never pauses when it is of minutes',
      'Europe/Berlin',
      '*/20 * * * *',
      '2026-10-25T00:30:00Z',
      ['2026-10-25T00:40:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:20:00Z', '2026-10-25T01:40:00Z', '2026-10-25T02:00:00Z'],
    ],
    [
      'makes up for what falls into a gap of half an hour',
      'Australia/Lord_Howe',
      '15 * * * *',
      '2026-10-03T14:00:00Z',
      ['2026-10-03T14:45:00Z', '2026-10-03T15:30:00Z', '2026-10-03T16:15:00Z'],
    ],
    [
      'counts the last hour of a day that ends twice',
      'Africa/Cairo',
      '0 * 29 10 *',
      '2026-10-29T19:30:00Z',
      ['2026-10-29T20:00:00Z', '2026-10-29T21:00:00Z', '2027-10-28T22:00:00Z'],
    ],
  ])('%s', (_title, zone, expression, after, expected) => {
    expect(dues(cron(expression), zone, after, expected.length)).toEqual(expected)
  })
})

test('looking back from winter finds the second coming of the last hour of that day', () => {
  expect(previousDue(cron('0 * 29 10 *'), 'Africa/Cairo', new Date('2026-12-01T00:00:00Z'))).toEqual(new Date('2026-10-29T21:00:00Z'))
  expect(previousDue(cron('0 23 29 10 *'), 'Africa/Cairo', new Date('2026-12-01T00:00:00Z'))).toEqual(new Date('2026-10-29T20:00:00Z'))
})

describe('other cadences', () => {
  test('`every` counts from the Unix epoch, in any zone', () => {
    const every: Cadence = { kind: 'every', ms: 30_000 }
    expect(dues(every, 'Asia/Kolkata', '2026-11-22T10:00:01.500Z', 3)).toEqual([
      '2026-11-22T10:00:30Z',
      '2026-11-22T10:01:00Z',
      '2026-11-22T10:01:30Z',
    ])
    expect(nextDue(every, 'UTC', new Date('2026-11-22T10:00:30Z'))).toEqual(new Date('2026-11-22T10:01:00Z'))
    expect(previousDue(every, 'UTC', new Date('2026-11-22T10:00:30Z'))).toEqual(new Date('2026-11-22T10:00:00Z'))
    expect(previousDue(every, 'UTC', new Date('2026-11-22T10:00:30.001Z'))).toEqual(new Date('2026-11-22T10:00:30Z'))
  })

  test('`on demand` is never due', () => {
    expect(nextDue({ kind: 'on-demand' }, 'UTC', new Date())).toBeNull()
    expect(previousDue({ kind: 'on-demand' }, 'UTC', new Date())).toBeNull()
  })
})

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'UTC',
  'Africa/Cairo',
  'America/Santiago',
  'Africa/Casablanca',
  'Pacific/Apia',
]
const anyZone = fc.constantFrom(...zones)
const anyMoment = fc.date({ min: new Date('2001-01-01T00:00:00Z'), max: new Date('2045-01-01T00:00:00Z'), noInvalidDate: true })
const two = (n: number): string => String(n).padStart(2, '0')
const field = (max: number, min = 0) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: 2, max: Math.min(30, max) }).map((step) => `*/${step}`),
    fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => values.join(',')),
  )
const anyCron = fc.tuple(field(59), field(23), field(28, 1), field(12, 1), field(6)).map((fields) => cron(fields.join(' ')))
/** Moments close to a change of the clocks, where the trouble is. */
const nearShift = fc
  .tuple(
    fc.constantFrom(
      '2026-03-29T01:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-03-08T07:00:00Z',
      '2026-11-01T06:00:00Z',
      '2026-10-03T15:30:00Z',
      '2026-04-04T15:00:00Z',
      '2026-04-23T22:00:00Z',
      '2026-10-29T21:00:00Z',
    ),
    fc.integer({ min: -180 * 60_000, max: 180 * 60_000 }),
  )
  .map(([at, ms]) => new Date(Date.parse(at) + ms))
const someMoment = fc.oneof(anyMoment, nearShift)

describe('in every zone', () => {
  test('what comes next lies after, what came before lies before, and each leads back to the other', () => {
    fc.assert(
      fc.property(anyCron, anyZone, someMoment, (cadence, zone, at) => {
        const next = nextDue(cadence, zone, at)!
        expect(next.getTime()).toBeGreaterThan(at.getTime())
        const previous = previousDue(cadence, zone, next)
        if (previous) {
          expect(previous.getTime()).toBeLessThanOrEqual(at.getTime())
          expect(nextDue(cadence, zone, previous)).toEqual(next)
        }
        const before = previousDue(cadence, zone, at)!
        expect(before.getTime()).toBeLessThan(at.getTime())
        expect(nextDue(cadence, zone, before)!.getTime()).toBeGreaterThanOrEqual(at.getTime())
      }),
      { numRuns: 2_000 },
    )
  })

  test('a daily cadence is due exactly once for each local day of a year', () => {
    fc.assert(
      fc.property(
        anyZone,
        fc.integer({ min: 2012, max: 2044 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (zone, year, hour, minute) => {
          const found: string[] = []
          const end = Date.UTC(year + 1, 0, 1, hour, minute)
          let at = new Date(Date.UTC(year, 0, 1, hour, minute) - 15 * 3_600_000)
          while (at.getTime() < end + 48 * 3_600_000) {
            at = nextDue(cron(`${minute} ${hour} * * *`), zone, at)!
            const wall = new Date(wallAt(zone, at.getTime()))
            if (wall.getUTCFullYear() === year) found.push(wall.toISOString().slice(0, 10))
          }
          const days = Array.from({ length: (Date.UTC(year + 1) - Date.UTC(year)) / 86_400_000 }, (_, day) =>
            new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10),
          )
          expect(found).toEqual(days)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('outside a gap, the clock shows the very time that the cadence names', () => {
    fc.assert(
      fc.property(anyZone, someMoment, fc.integer({ min: 4, max: 22 }), fc.integer({ min: 0, max: 59 }), (zone, at, hour, minute) => {
        const due = nextDue(cron(`${minute} ${hour} * * *`), zone, at)!
        expect(new Date(wallAt(zone, due.getTime())).toISOString().slice(11, 16)).toBe(`${two(hour)}:${two(minute)}`)
      }),
    )
  })

  test('every five minutes is due each five minutes, in every hour that passes', () => {
    fc.assert(
      fc.property(anyZone, nearShift, (zone, at) => {
        const next = nextDue(cron('*/5 * * * *'), zone, at)!
        expect(next.getTime()).toBe((Math.floor(at.getTime() / 300_000) + 1) * 300_000)
        expect(previousDue(cron('*/5 * * * *'), zone, next)!.getTime()).toBe(next.getTime() - 300_000)
      }),
    )
  })
})

test('ten thousand calls take less than a second', () => {
  let at = new Date('2026-01-01T00:00:00Z')
  const tookMs = cpuMsOf(() => {
    for (let call = 0; call < 10_000; call++) at = nextDue(cron('30 2 * * *'), 'Europe/Berlin', at)!
  })
  expect(tookMs).toBeLessThan(1_000)
})
