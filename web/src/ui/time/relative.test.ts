import { expect, test } from 'vitest'
import { distance, relative } from './relative.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

test.each([
  [0, 'now'],
  [999, 'now'],
  [-999, 'now'],
  [1_000, 'in 1 s'],
  [59_999, 'in 59 s'],
  [60_000, 'in 1 min'],
  [-3_599_999, '59 min ago'],
  [3_600_000, 'in 1 h'],
  [-47 * 3_600_000, '47 h ago'],
  [-48 * 3_600_000, '2 d ago'],
])('%i ms away reads "%s"', (ms, words) => {
  expect(relative(now + ms, now)).toBe(words)
})

test('a distance is cut, never rounded up: a countdown shows no more than is left', () => {
  expect(distance(119_999)).toBe('1 min')
})
