import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutoffFor, keepSchema } from './cutoff.ts'

const due = new Date('2025-11-22T14:35:47.123Z')

it.each([
  ['30d', '2025-10-23T00:00:00.000Z'],
  ['4w', '2025-10-25T00:00:00.000Z'],
  ['1d', '2025-11-21T00:00:00.000Z'],
  ['24h', '2025-11-21T14:00:00.000Z'],
  ['36h', '2025-11-21T02:00:00.000Z'],
  ['1d 12h', '2025-11-21T02:00:00.000Z'],
  ['90m', '2025-11-22T13:05:00.000Z'],
  ['30s', '2025-11-22T14:35:17.000Z'],
  ['500ms', '2025-11-22T14:35:46.000Z'],
])('%s keeps from %s on', (keep, cutoff) => expect(cutoffFor(due, keepSchema.parse(keep))).toBe(cutoff))

it.each(['0d', '30', 'a month', '-1d', '', 30])('%j is no time to keep rows for', (keep) => {
  expect(keepSchema.safeParse(keep).error?.issues[0]?.message).toMatch(/^expected a duration/)
})

it('never takes more than the policy, and less by no more than its unit', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 5_000 }),
      fc.constantFrom('s', 'm', 'h', 'd', 'w'),
      (at, count, unit) => {
        const keep = keepSchema.parse(`${count}${unit}`)
        const kept = at.getTime() - Date.parse(cutoffFor(at, keep))
        expect(kept).toBeGreaterThanOrEqual(keep.ms)
        expect(kept).toBeLessThan(keep.ms + keep.unitMs)
      },
    ),
  )
})
