import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizeSchema, formatSize, parseSize } from './size.ts'

describe('a size', () => {
  it.each([
    ['0 B', 0],
    ['512 B', 512],
    ['64kB', 64_000],
    ['500 MB', 500_000_000],
    ['500 mb', 500_000_000],
    ['2GiB', 2_147_483_648],
    ['1.5 kib', 1_536],
    ['2 TB', 2_000_000_000_000],
  ])('reads %s as %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))

  it.each(['', '5', '5 G', '5 Gi', 'GiB', '-1 B', '1 iB', '1,5 GB', '10 megabytes', '100000 PB'])('refuses %j', (text) =>
    expect(parseSize(text)).toBeNull(),
  )

  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1_536, '1.5 KiB'],
    [10 * 2 ** 20, '10 MiB'],
    [1.25 * 2 ** 30, '1.25 GiB'],
    [1_047_553, '0.999 MiB'],
    [2 ** 30, '1 GiB'],
    [-2_048, '-2 KiB'],
  ])('writes %d as %s', (bytes, text) => expect(formatSize(bytes)).toBe(text))

  it('is read again as it was written, within the three figures that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 52 }), (bytes) => {
        expect(Math.abs(parseSize(formatSize(bytes))! - bytes)).toBeLessThanOrEqual(bytes * 0.006 + 1)
      }),
    )
  })

  it('becomes bytes in a stack file', () => {
    expect(sizeSchema.parse('64 kB')).toBe(64_000)
  })

  it.each([[10_000], ['10'], ['huge'], [undefined], ['100000 PB']])('says once what it expected instead of %j', (value) => {
    expect(sizeSchema.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([
      'expected a size such as 64 kB, 500 MB or 2 GiB',
    ])
  })
})
