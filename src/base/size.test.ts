import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatSize, parseSize, sizeSchema } from './size.ts'

describe('parseSize', () => {
  test.each([
    ['0 B', 0],
    ['512 B', 512],
    ['512 kB', 512_000],
    ['10 MB', 10_000_000],
    ['10MB', 10_000_000],
    ['10 mb', 10_000_000],
    ['1 GiB', 1_073_741_824],
    ['1.5 KiB', 1_536],
    ['2 TB', 2_000_000_000_000],
  ])('reads %s as %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  test.each(['', '10', 'MB', '10 M', '10 Gi', '-1 MB', '1,5 GB', '10 megabytes', '100000 PB'])('refuses %j and says what it expected', (text) => {
    expect(() => parseSize(text)).toThrow(`expected a size such as 512 kB, 10 MB or 1 GiB, found ${JSON.stringify(text)}`)
  })
})

describe('formatSize', () => {
  test.each([
    [0, '0 B'],
    [512, '512 B'],
    [1_536, '1.5 KiB'],
    [10 * 2 ** 20, '10 MiB'],
    [1.25 * 2 ** 30, '1.25 GiB'],
    [1_047_553, '0.999 MiB'],
    [-2_048, '-2 KiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })

  test('what it writes can be read again, within the three figures that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 52 }), (bytes) => {
        expect(Math.abs(parseSize(formatSize(bytes)) - bytes)).toBeLessThanOrEqual(bytes * 0.006 + 1)
      }),
    )
  })
})

describe('sizeSchema', () => {
  test('turns text into bytes', () => {
    expect(sizeSchema.parse('10 MB')).toBe(10_000_000)
  })

  test.each([[10_000], ['10'], ['huge'], ['100000 PB']])('refuses %j with one issue', (value) => {
    const result = sizeSchema.safeParse(value)
    expect(result.error?.issues).toHaveLength(1)
    expect(result.error?.issues[0]?.message).toContain('expected a size such as')
  })
})
