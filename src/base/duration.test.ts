import { describe, expect, it } from 'vitest'
import { durationSchema, formatDuration, parseDuration } from './duration.ts'

describe('a span of time', () => {
  it.each([
    ['250ms', 250],
    ['0.2s', 200],
    ['90m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
  ])('reads %s as %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', '5', '5 minutes', 'm', '-5m', '5m x', '1e3s', '5M'])('refuses %j', (text) => expect(parseDuration(text)).toBeNull())

  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_500, '1.5s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [5_400_000, '1h 30m'],
    [90_061_000, '1d 1h'],
    [-5_000, '-5s'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('says what it expected and what it found, for text and for a bare number', () => {
    expect(durationSchema.safeParse('soon').error?.issues[0]?.message).toBe('expected a span of time with its unit, such as 30s, 5m or 1h 30m, found "soon"')
    expect(durationSchema.safeParse(5).error?.issues[0]?.message).toContain('found 5')
    expect(durationSchema.safeParse('0s').success).toBe(false)
    expect(durationSchema.parse('2m')).toBe(120_000)
  })
})
