import { describe, expect, it } from 'vitest'
import type { Counter } from './counters.ts'
import { keep, keptAtMost, usesSince } from './since.ts'

const counter = (calls: number, totalMs: number, more: Partial<Counter> = {}): Counter => ({
  id: 'a',
  calls,
  totalMs,
  rows: calls,
  nested: false,
  ...more,
})
const shown = (counters: readonly Counter[], before: readonly Counter[] | null, anew = false): readonly object[] =>
  usesSince(counters, before && keep(before), anew).map(({ id, calls, totalMs, meanMs, before, rough }) => ({
    id,
    calls,
    totalMs,
    meanMs,
    before,
    rough,
  }))

describe('what a statement did since the last look', () => {
  it.each([
    [
      'the difference',
      [counter(30, 700)],
      [counter(10, 100)],
      { calls: 20, totalMs: 600, meanMs: 30, before: { calls: 10, meanMs: 10 }, rough: false },
    ],
    [
      'all of it, when there was no look before',
      [counter(30, 600)],
      null,
      { calls: 30, totalMs: 600, meanMs: 20, before: null, rough: false },
    ],
    [
      'all of it, when it is new',
      [counter(30, 600)],
      [counter(9, 9, { id: 'b' })],
      { calls: 30, totalMs: 600, meanMs: 20, before: null, rough: false },
    ],
    [
      'all of it, when its entry began anew: fewer calls',
      [counter(5, 600)],
      [counter(10, 100)],
      { calls: 5, totalMs: 600, meanMs: 120, before: { calls: 10, meanMs: 10 }, rough: false },
    ],
    [
      'all of it, when its entry began anew: less time',
      [counter(50, 10)],
      [counter(10, 100)],
      { calls: 50, totalMs: 10, meanMs: 0.2, before: { calls: 10, meanMs: 10 }, rough: false },
    ],
  ])('%s', (_, now, before, expected) => {
    expect(shown(now, before)).toEqual([{ id: 'a', ...expected }])
  })

  it('is nothing for one that was not called', () => {
    expect(shown([counter(10, 100)], [counter(10, 100)])).toEqual([])
    expect(shown([counter(10, 100.000_4)], [counter(10, 100.000_6)])).toEqual([])
  })

  it('is all that the counters show after a reset, even where they are higher than before', () => {
    expect(shown([counter(30, 700)], [counter(10, 100)], true)).toEqual([
      { id: 'a', calls: 30, totalMs: 700, meanMs: 23.333, before: { calls: 10, meanMs: 10 }, rough: false },
    ])
  })

  it('is rough for one that was below those that are kept', () => {
    const many = Array.from({ length: keptAtMost + 5 }, (_, index) => counter(10, 1_000 - index * 0.5, { id: `s${index}` }))
    const [floor] = many.slice(keptAtMost)
    const kept = keep(many)
    expect(Object.keys(kept.kept)).toHaveLength(keptAtMost)
    expect(kept.floorMs).toBe(floor!.totalMs)
    const [use] = usesSince([counter(100, 5_000, { id: 'late' })], kept, false)
    expect(use).toMatchObject({ calls: 100, totalMs: 5_000 - floor!.totalMs, before: null, rough: true })
    expect(usesSince([counter(100, 5_000, { id: 'late' })], kept, true)[0]).toMatchObject({ totalMs: 5_000, rough: false })
  })

  it('is never negative, whatever the counters do', () => {
    const values = [0, 1, 5, 10, 1_000_000]
    for (const callsBefore of values)
      for (const callsNow of values)
        for (const msBefore of values)
          for (const msNow of values)
            for (const anew of [true, false])
              for (const use of usesSince([counter(callsNow, msNow)], keep([counter(callsBefore, msBefore)]), anew)) {
                expect(use.calls).toBeGreaterThan(0)
                expect(use.totalMs).toBeGreaterThanOrEqual(0)
                expect(use.rows).toBeGreaterThanOrEqual(0)
                expect(Number.isFinite(use.meanMs)).toBe(true)
              }
  })
})
