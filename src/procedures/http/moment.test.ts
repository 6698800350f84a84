import { expect, it } from 'vitest'
import { parseMoment } from './moment.ts'

const noon = Date.UTC(2026, 6, 4, 12)

it.each([
  ['2026-07-04T12:00:00Z', noon],
  ['2026-07-04T14:00:00+02:00', noon],
  ['2026-07-04 12:00:00+00', noon],
  ['2026-07-04 17:30:00+0530', noon],
  ['2026-07-04T12:00:00', noon],
  ['2026-07-04T12:00', noon],
  ['2026-07-04T12:00:00.123456', noon + 123],
  ['2026-07-04 12:00:00,5 UTC', noon + 500],
  [noon, noon],
  [noon / 1000, noon],
  [String(noon / 1000), noon],
  [`${noon}`, noon],
])('reads %j', (value, moment) => expect(parseMoment(value)).toBe(moment))

it.each([null, true, undefined, '', 'now', '2026-07-04', '12:00', '2026-13-40T99:00:00Z', 0, -1, 1e20, Number.NaN, '17'])(
  'takes %j for no moment',
  (value) => expect(parseMoment(value)).toBeNull(),
)
