import { expect, it } from 'vitest'
import { formatMoment } from './moment.ts'

it.each([
  ['2026-11-22T19:21:07.345Z', undefined, '2026-11-22 19:21:07 UTC'],
  ['2026-11-22T19:21:07Z', 'Europe/Berlin', '2026-11-22 20:21:07 CET'],
  ['2026-07-22T22:30:00Z', 'Europe/Berlin', '2026-07-23 00:30:00 CEST'],
  ['2026-11-22T19:21:07Z', 'America/New_York', '2026-11-22 14:21:07 GMT-5'],
  [Date.UTC(2026, 0, 1), undefined, '2026-01-01 00:00:00 UTC'],
  [new Date(Date.UTC(2026, 0, 1)), 'UTC', '2026-01-01 00:00:00 UTC'],
  ['infinity', undefined, 'infinity'],
])('%s in %s reads %s', (at, zone, words) => {
  expect(formatMoment(at, zone)).toBe(words)
})
