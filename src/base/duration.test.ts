import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationSchema, formatDuration, parseDuration } from './duration.ts'

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['30 s', 30_000],
    ['0.2s', 200],
    ['5m', 300_000],
    ['1h 30m', 5_400_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1w 2d 3h 4m 5s 6ms', 788_645_006],
    ['1.5h', 5_400_000],
    ['0s', 0],
    [' 2h ', 7_200_000],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each(['', ' ', '30', 's', '30 sec', '30S', '-5m', '5m 1h', '5m 5m', '1e3s', '1h, 30m', '0.0001s', '1 hour', '99999999999999w'])('refuses %j and says what it expected', (text) => {
    expect(() => parseDuration(text)).toThrow(`expected a duration such as 500ms, 30s, 5m, 1h 30m, 1d or 1w, found ${JSON.stringify(text)}`)
  })

  test('tells a number without a unit which units it could have', () => {
    expect(() => parseDuration('30')).toThrow(expect.objectContaining({ hint: 'a number alone has no unit: write 30s for seconds or 30ms for milliseconds.' }))
  })
})

describe('formatDuration', () => {
  test.each([
    [0, '0ms'],
    [0.4, '0ms'],
    [450, '450ms'],
    [999.6, '1s'],
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
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('what it writes can be read again, within the grain that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (ms) => {
        expect(Math.abs(parseDuration(formatDuration(ms)) - ms)).toBeLessThanOrEqual(ms * 0.05 + 1)
      }),
    )
  })
})

describe('durationSchema', () => {
  test('turns text into milliseconds', () => {
    expect(durationSchema.parse('1h 30m')).toBe(5_400_000)
  })

  test.each([[30], ['30'], ['soon'], [null], ['0.0001s']])('refuses %j with one issue', (value) => {
    const result = durationSchema.safeParse(value)
    expect(result.error?.issues).toHaveLength(1)
    expect(result.error?.issues[0]?.message).toContain('expected a duration such as')
  })
})
