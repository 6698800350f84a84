import { expect, it } from 'vitest'
import { spanInWords } from './value-in-words.ts'

it.each([
  ['timestamptz', '2025-12-01 00:00:00 UTC to 2026-01-01 00:00:00 UTC'],
  ['timestamp', '2025-12-01 00:00:00 to 2026-01-01 00:00:00'],
  ['date', '2025-12-01 to 2026-01-01'],
] as const)('the span of a partition by a %s reads %s', (columnType, words) => {
  expect(spanInWords({ from: '2025-12-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' }, columnType)).toBe(words)
})
