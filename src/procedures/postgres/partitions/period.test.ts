import { describe, expect, it } from 'vitest'
import { periodsFrom, valueAt } from './period.ts'
import type { Calendar, Every } from './period.ts'

const utc = (every: Every): Calendar => ({ every, timezone: 'UTC', columnType: 'timestamptz' })
const spans = (value: string, calendar: Calendar, count: number): readonly string[] =>
  periodsFrom(value, calendar, count).map(({ from, to }) => `${from.slice(0, 16)} ${to.slice(0, 16)}`)

describe('periods', () => {
  it.each<[Every, string, string[]]>([
    ['hour', '2025-12-31T23:59:59.999Z', ['2025-12-31T23:00 2026-01-01T00:00', '2026-01-01T00:00 2026-01-01T01:00']],
    ['day', '2024-02-28T12:00:00Z', ['2024-02-28T00:00 2024-02-29T00:00', '2024-02-29T00:00 2024-03-01T00:00']],
    ['week', '2025-11-23T12:00:00Z', ['2025-11-17T00:00 2025-11-24T00:00', '2025-11-24T00:00 2025-12-01T00:00']],
    ['month', '2025-01-31T12:00:00Z', ['2025-01-01T00:00 2025-02-01T00:00', '2025-02-01T00:00 2025-03-01T00:00']],
    ['quarter', '2025-11-22T12:00:00Z', ['2025-10-01T00:00 2026-01-01T00:00', '2026-01-01T00:00 2026-04-01T00:00']],
    ['year', '2025-11-22T12:00:00Z', ['2025-01-01T00:00 2026-01-01T00:00', '2026-01-01T00:00 2027-01-01T00:00']],
  ])('of a %s begin where its calendar begins', (every, value, expected) => expect(spans(value, utc(every), 2)).toEqual(expected))

  it('begin with the day of the zone, which is shorter when its clocks go forward', () => {
    const berlin: Calendar = { every: 'day', timezone: 'Europe/Berlin', columnType: 'timestamptz' }
    expect(spans('2025-03-29T23:30:00Z', berlin, 2)).toEqual(['2025-03-29T23:00 2025-03-30T22:00', '2025-03-30T22:00 2025-03-31T22:00'])
    expect(spans('2025-03-30T00:30:00Z', { ...berlin, every: 'hour' }, 3)).toEqual([
      '2025-03-30T00:00 2025-03-30T01:00',
      '2025-03-30T01:00 2025-03-30T02:00',
    ])
  })

  it('of a column without a zone are what its clock shows', () => {
    const berlin: Calendar = { every: 'day', timezone: 'Europe/Berlin', columnType: 'timestamp' }
    const value = valueAt('2025-07-01T22:30:00.000Z', berlin)
    expect(value).toBe('2025-07-02T00:30:00.000Z')
    expect(spans(value, berlin, 1)).toEqual(['2025-07-02T00:00 2025-07-03T00:00'])
  })
})
