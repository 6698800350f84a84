import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, addMonths, dayOf, isDay, mondayOf, monthWeeks, startOf, weekOf } from './days.ts'

test('a month is shown in whole weeks that begin on Monday', () => {
  const weeks = monthWeeks('2026-11-22')
  expect(weeks.map(([monday]) => monday)).toEqual(['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30'])
  expect(weeks.every((week) => week.length === 7)).toBe(true)
})

test('a week is the same from each of its days', () => {
  expect(weekOf('2026-11-22')).toEqual(weekOf('2026-11-16'))
  expect(mondayOf('2026-11-16')).toBe('2026-11-16')
})

test('a month on from the 31st is the last day of a shorter month', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-15')
})

test('adding days and taking them away again leads back, across changes of the clock', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: -4_000, max: 4_000 }), (at, days) => {
      const day = dayOf(new Date(1970, 0, 1 + at))
      expect(addDays(addDays(day, days), -days)).toBe(day)
      expect(dayOf(startOf(day))).toBe(day)
    }),
  )
})

test('only days that there are count as days', () => {
  expect(isDay('2028-02-29')).toBe(true)
  expect(isDay('2026-02-29')).toBe(false)
  expect(isDay('2026-2-3')).toBe(false)
  expect(isDay('')).toBe(false)
})
