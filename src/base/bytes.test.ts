import { describe, expect, it } from 'vitest'
import { bytesSchema, formatBytes, parseBytes } from './bytes.ts'

describe('a size', () => {
  it.each([
    ['512 B', 512],
    ['500 MB', 500_000_000],
    ['2GiB', 2_147_483_648],
    ['1.5 kib', 1_536],
  ])('reads %s as %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes))

  it.each(['', '5', '5 G', 'GiB', '-1 B', '1 iB'])('refuses %j', (text) => expect(parseBytes(text)).toBeNull())

  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KiB'],
    [2 ** 30, '1 GiB'],
    [-2_048, '-2 KiB'],
  ])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it('says what it expected and what it found', () => {
    expect(bytesSchema.safeParse('huge').error?.issues[0]?.message).toBe('expected a size with its unit, such as 500 MB or 2 GiB, found "huge"')
    expect(bytesSchema.safeParse('0 B').success).toBe(false)
    expect(bytesSchema.parse('64 kB')).toBe(64_000)
  })
})
