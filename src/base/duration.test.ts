import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationSchema, formatDuration, parseDuration } from './duration.ts'

describe('a span of time', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['30 s', 30_000],
    ['0.2s', 200],
    ['90m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1w 2d 3h 4m 5s 6ms', 788_645_006],
    ['0s', 0],
    [' 2h ', 7_200_000],
  ])('reads %s as %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each([
    '',
    ' ',
    '30',
    's',
    '30 sec',
    '5 minutes',
    '30S',
    '-5m',
    '5m 1h',
    '5m 5m',
    '5m x',
    '1e3s',
    '1h, 30m',
    '0.0001s',
    '99999999999999w',
  ])('refuses %j', (text) => expect(parseDuration(text)).toBeNull())

  it.each([
    [0, '0ms'],
    [450, '450ms'],
    [999.6, '1s'],
    [1_500, '1.5s'],
    [2_345, '2.3s'],
    [30_000, '30s'],
    [59_960, '1m'],
    [95_000, '1m 35s'],
    [3_599_800, '1h'],
    [5_400_000, '1h 30m'],
    [86_399_999, '1d'],
    [93_784_000, '1d 2h'],
    [604_800_000, '1w'],
    [-95_000, '-1m 35s'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('is read again as it was written, within the grain that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (ms) => {
        expect(Math.abs(parseDuration(formatDuration(ms))! - ms)).toBeLessThanOrEqual(ms * 0.08 + 1)
      }),
    )
  })

  it('becomes milliseconds in a stack file', () => {
    expect(durationSchema.parse('1h 30m')).toBe(5_400_000)
    expect(durationSchema.parse('0s')).toBe(0)
  })

  it.each([[30], ['30'], ['soon'], [null], [undefined], ['0.0001s']])('says once what it expected instead of %j', (value) => {
    expect(durationSchema.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([
      'expected a duration such as 500ms, 30s, 5m, 1h 30m, 1d or 1w',
    ])
  })
})
