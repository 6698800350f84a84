import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextPace } from './batch-size.ts'
import type { Pace } from './batch-size.ts'

const limits = { targetMs: 250, min: 1, max: 20_000 }

/** Runs batches over a server that takes `msPerUnit(n)` for each unit of the n-th batch. */
function run(batches: number, msPerUnit: (batch: number) => number): readonly number[] {
  let pace: Pace = { size: 1_000, msPerUnit: null }
  const sizes: number[] = []
  for (let batch = 0; batch < batches; batch++) {
    sizes.push(pace.size)
    pace = nextPace(pace, { units: pace.size, ms: pace.size * msPerUnit(batch) }, limits)
  }
  return sizes
}

describe('the size of batches', () => {
  it('doubles at most, up to the most rows that a batch may have', () => {
    expect(run(7, () => 0.001)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000])
  })

  it('comes to what the server does in the wanted time', () => {
    expect(run(20, () => 0.1).at(-1)).toBe(2_500)
  })

  it('follows at once when the server gets much slower', () => {
    const sizes = run(20, (batch) => (batch < 10 ? 0.1 : 1))
    expect(sizes[10]).toBe(2_500)
    expect(sizes[11]).toBe(250)
  })

  it('shrinks to one row for a server that is slow beyond measure, and grows again', () => {
    const sizes = run(20, (batch) => (batch < 3 ? 10_000 : 0.1))
    expect(sizes[3]).toBe(1)
    expect(sizes[10]).toBeGreaterThan(50)
  })

  it('stays as it is after a batch that found nothing', () => {
    expect(nextPace({ size: 500, msPerUnit: 1 }, { units: 0, ms: 90 }, limits)).toEqual({ size: 500, msPerUnit: 1 })
  })

  it('is a whole number between one and the most, whatever is measured', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ units: fc.nat(20_000), ms: fc.double({ min: 0, max: 1e7, noNaN: true }) })), (batches) => {
        let pace: Pace = { size: 1_000, msPerUnit: null }
        for (const batch of batches) {
          const before = pace.size
          pace = nextPace(pace, batch, limits)
          expect(Number.isInteger(pace.size)).toBe(true)
          expect(pace.size).toBeGreaterThanOrEqual(1)
          expect(pace.size).toBeLessThanOrEqual(Math.min(20_000, before * 2))
        }
      }),
    )
  })
})
