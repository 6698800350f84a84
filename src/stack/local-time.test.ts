import { expect, test } from 'vitest'
import { describeError } from '../base/errors.ts'
import { readLocalTime } from './local-time.ts'

test.each([
  ['2026-12-01 02:00', '2026-12-01T02:00:00.000Z'],
  ['2026-12-01T02:00', '2026-12-01T02:00:00.000Z'],
  ['2026-12-01 23:59:30', '2026-12-01T23:59:30.000Z'],
  ['2028-02-29 00:00', '2028-02-29T00:00:00.000Z'],
])('%s is the clock reading %s', (text, reading) => {
  expect(new Date(readLocalTime(text)).toISOString()).toBe(reading)
})

const expected = 'expected a date and time such as 2026-12-01 02:00, in the time zone of the stack'

test.each([
  ['tomorrow', expected],
  ['2026-12-1 02:00', expected],
  ['2026-12-01', `${expected}\nHINT: add the time of day: 2026-12-01 00:00.`],
  ['2026-12-01T02:00:00Z', `${expected}\nHINT: leave the zone away: the time is read in the time zone of the stack.`],
  ['2026-12-01 02:00+01:00', `${expected}\nHINT: leave the zone away: the time is read in the time zone of the stack.`],
  ['2026-02-30 02:00', 'expected a day that exists: february 2026 has 28 days'],
  ['2026-11-00 02:00', 'expected a day that exists: november 2026 has 30 days'],
  ['2026-13-01 02:00', 'expected a month from 01 to 12, not 13'],
  ['2026-12-01 24:00', 'expected a time of day from 00:00 to 23:59'],
])('%s is refused', (text, complaint) => {
  let error: unknown
  try {
    readLocalTime(text)
  } catch (thrown) {
    error = thrown
  }
  expect(describeError(error)).toBe(complaint)
})
