import { describe, expect, test } from 'vitest'
import { describeError } from '../base/errors.ts'
import { parseCadence } from './cadence.ts'
import { cadenceForms } from './cadence-forms.ts'

const every = (ms: number) => ({ kind: 'every', ms })
const cron = (expression: string) => ({ kind: 'cron', expression })

describe('a cadence', () => {
  test.each([
    ['every 30s', every(30_000)],
    ['every 5m', every(300_000)],
    ['5m', every(300_000)],
    ['1h30m', every(5_400_000)],
    ['30 s', every(30_000)],
    ['every 2h', every(7_200_000)],
    ['every 1d', every(86_400_000)],
    ['every 1d 12h', every(129_600_000)],
    ['Every 5M', every(300_000)],
    ['hourly', cron('0 * * * *')],
    ['hourly at :15', cron('15 * * * *')],
    ['daily', cron('0 0 * * *')],
    ['daily at 03:00', cron('0 3 * * *')],
    ['daily at 9:05', cron('5 9 * * *')],
    ['  daily   at 03:00 ', cron('0 3 * * *')],
    ['weekdays at 09:00', cron('0 9 * * 1-5')],
    ['weekly on sunday at 02:00', cron('0 2 * * 0')],
    ['weekly on Sunday at 02:00', cron('0 2 * * 0')],
    ['weekly on sun', cron('0 0 * * 0')],
    ['weekly on monday and thursday at 02:00', cron('0 2 * * 1,4')],
    ['weekly on saturday, monday and thursday', cron('0 0 * * 1,4,6')],
    ['monthly', cron('0 0 1 * *')],
    ['monthly on 1 at 01:00', cron('0 1 1 * *')],
    ['monthly on 1 and 15 at 01:00', cron('0 1 1,15 * *')],
    ['monthly on 31', cron('0 0 31 * *')],
    ['monthly on last at 01:00', cron('0 1 L * *')],
    ['monthly on first sunday at 03:00', cron('0 3 * * 0#1')],
    ['monthly on last friday at 03:00', cron('0 3 * * 5#L')],
    ['quarterly', cron('0 0 1 1,4,7,10 *')],
    ['quarterly at 03:00', cron('0 3 1 1,4,7,10 *')],
    ['yearly', cron('0 0 1 1 *')],
    ['yearly on 1 january at 04:00', cron('0 4 1 1 *')],
    ['yearly on 29 february', cron('0 0 29 2 *')],
    ['on demand', { kind: 'on-demand' }],
    ['*/5 * * * *', cron('*/5 * * * *')],
    ['0 3 1 1,4,7,10 *', cron('0 3 1 1,4,7,10 *')],
    ['0 4 * * 0', cron('0 4 * * 0')],
    ['0 3 1 1 1', cron('0 3 1 1 1')],
    ['0 4 * * SUN', cron('0 4 * * SUN')],
    ['*/10 * * * * *', cron('*/10 * * * * *')],
  ])('%j is %j', (text, cadence) => {
    expect(parseCadence(text)).toEqual(cadence)
  })

  test('each form has an example that it reads and a shape that begins with its name', () => {
    for (const form of cadenceForms) {
      expect(() => parseCadence(form.example)).not.toThrow()
      expect(form.example.startsWith(form.name)).toBe(true)
      expect(form.shape.startsWith(form.name)).toBe(true)
    }
  })
})

const complaint = (text: string): string => {
  try {
    return JSON.stringify(parseCadence(text))
  } catch (error) {
    return describeError(error)
  }
}

test('what is no cadence is told what was expected, and the nearest right word', () => {
  const wrong = [
    '',
    'sometimes',
    'dialy at 03:00',
    '30x',
    '5 minutes',
    '30m 1h',
    'every 1h 1h',
    'sundays',
    'every day at 03:00',
    'every 5 minutes',
    'every 10x',
    'every 500ms',
    'every 0s',
    'every 100w',
    'hourly at 15',
    'daily at 25:00',
    'daily at 3pm',
    'weekly',
    'weekly on sonday at 02:00',
    'weekly at 02:00',
    'monthly on 32',
    'monthly on frist sunday',
    'quarterly on 2',
    'yearly on 30 february',
    'on demnad',
    'yearly on 1 janury',
    '* * * *',
    '0 0 1 1 * * 2027',
    '99 * * * *',
    '5/5 * * * *',
    '0 0 30 2 *',
    '0 0 31 2,4,6 *',
    '@daily',
    '0 0 * * funday',
  ]
  expect(wrong.map((text) => `${text}\n  ${complaint(text).replace('\n', '\n  ')}`).join('\n')).toMatchInlineSnapshot(`
    "
      expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression
    sometimes
      expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression
    dialy at 03:00
      expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression
      HINT: did you mean daily?
    30x
      expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression
    5 minutes
      expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression
    30m 1h
      expected every DURATION, as in every 1h 30m
      HINT: the larger unit comes first, and each unit once.
    every 1h 1h
      expected every DURATION, as in every 1h 30m
      HINT: the larger unit comes first, and each unit once.
    sundays
      expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression
      HINT: write weekly on sunday at 02:00.
    every day at 03:00
      expected every DURATION, as in every 5m, or only the duration
      HINT: for a time of day write daily at 03:00 or weekly on sunday at 02:00.
    every 5 minutes
      expected every DURATION, as in every 5m, or only the duration
      HINT: the units are ms, s, m, h, d and w.
    every 10x
      expected every DURATION, as in every 5m, or only the duration
      HINT: the units are ms, s, m, h, d and w.
    every 500ms
      expected a cadence of 1s or longer
    every 0s
      expected a cadence of 1s or longer
    every 100w
      expected a cadence of 366d or shorter
      HINT: for a date of each year write yearly on 1 january.
    hourly at 15
      expected hourly, or hourly at :MM
      HINT: for example: hourly at :15.
    daily at 25:00
      expected daily, or daily at HH:MM
      HINT: for example: daily at 03:00.
    daily at 3pm
      expected daily, or daily at HH:MM
      HINT: for example: daily at 03:00.
    weekly
      expected weekly on DAY at HH:MM, as in weekly on monday and thursday at 02:00
      HINT: for example: weekly on sunday at 02:00.
    weekly on sonday at 02:00
      expected weekly on DAY at HH:MM, as in weekly on monday and thursday at 02:00
      HINT: did you mean sunday?
    weekly at 02:00
      expected weekly on DAY at HH:MM, as in weekly on monday and thursday at 02:00
      HINT: for example: weekly on sunday at 02:00.
    monthly on 32
      expected monthly on DAY at HH:MM, where DAY is 1 to 31, last, or as in first sunday
      HINT: for example: monthly on 1 at 01:00.
    monthly on frist sunday
      expected monthly on DAY at HH:MM, where DAY is 1 to 31, last, or as in first sunday
      HINT: did you mean first?
    quarterly on 2
      expected quarterly, or quarterly at HH:MM
      HINT: for example: quarterly at 03:00.
    yearly on 30 february
      expected a day that exists: february never has a day 30
    on demnad
      expected on demand
      HINT: did you mean demand?
    yearly on 1 janury
      expected yearly on DAY MONTH at HH:MM, as in yearly on 1 january at 04:00
      HINT: did you mean january?
    * * * *
      expected a cron expression of five fields (minute hour day month weekday), or six with seconds first, but it has 4
    0 0 1 1 * * 2027
      expected a cron expression of five fields (minute hour day month weekday), or six with seconds first, but it has 7
    99 * * * *
      expected a cron expression: invalid value for minute: 99
    5/5 * * * *
      expected a cron expression: syntax error, stepping with numeric prefix ('5/5') is not allowed. Use wildcard (*/step) or range (min-max/step) instead
    0 0 30 2 *
      expected a cadence that comes: no such date exists
    0 0 31 2,4,6 *
      expected a cadence that comes: no such date exists
    @daily
      expected a cron expression of five fields (minute hour day month weekday), or six with seconds first, but it has 1
    0 0 * * funday
      expected a cron expression: configuration entry 5 (funday) contains illegal characters"
  `)
})
