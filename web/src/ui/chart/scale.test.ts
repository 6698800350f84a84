import { describe, expect, test } from 'vitest'
import { byteAxis, nearestTo, placeOn } from './scale.ts'

const mib = 2 ** 20
const textsOf = (values: readonly number[]) => byteAxis(values).ticks.map(({ text }) => text)

describe('the axis of bytes', () => {
  test('begins at zero when the values use a good part of the height then', () => {
    expect(byteAxis([10 * mib, 90 * mib]).from).toBe(0)
    expect(textsOf([10 * mib, 90 * mib])).toEqual(['0 MiB', '50 MiB', '100 MiB'])
  })

  test('shows a change of a few hundredths, in labels that differ', () => {
    expect(textsOf([178.1 * mib, 178.9 * mib])).toEqual(['178 MiB', '179 MiB'])
    expect(textsOf([1.5 * 1024 * mib, 1.53 * 1024 * mib])).toEqual(['1.50 GiB', '1.52 GiB'])
  })

  test('makes no mountains of noise', () => {
    const { from, to } = byteAxis([1000 * mib, 1000 * mib + 4096])
    expect(to - from).toBeGreaterThanOrEqual(10 * mib)
  })

  test.each([[[0]], [[7]], [[5 * mib, 5 * mib]], [[2 ** 50]], [[1, 2 ** 45]], [[100, 1_000_000]]])(
    'has a few labels, no two alike, and all values within it: %j',
    (values) => {
      const { from, to, ticks } = byteAxis(values)
      expect(ticks.length).toBeGreaterThanOrEqual(1)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length)
      for (const value of [...values, ...ticks.map((tick) => tick.value)]) {
        expect(placeOn(value, from, to)).toBeGreaterThanOrEqual(-1e-9)
        expect(placeOn(value, from, to)).toBeLessThanOrEqual(1 + 1e-9)
      }
    },
  )
})

test('the point nearest to a moment is found, the earlier one of two', () => {
  const points = [0, 10, 20].map((at) => ({ at, value: at }))
  expect(nearestTo(points, 14)?.at).toBe(10)
  expect(nearestTo(points, 15)?.at).toBe(10)
  expect(nearestTo(points, 99)?.at).toBe(20)
  expect(nearestTo([], 1)).toBeUndefined()
})
