import { describe, expect, it } from 'vitest'
import type { Risk, Step } from '../procedures/contract.ts'
import type { Proof } from '../stack/model.ts'
import { fitsWindow, needsApproval, refusal } from './gate.ts'

const step = (risk: Risk, expectedMs?: number): Step => ({
  key: 'a',
  title: 'Do a',
  risk,
  preview: { statement: 'a' },
  args: {},
  ...(expectedMs === undefined ? {} : { expectedMs }),
})
const held = { held: true } as const
const missing = { held: false, why: 'no verified backup is known' } as const

describe('a step is refused', () => {
  it.each<[Risk, Proof | null, string | null, boolean, string | null]>([
    ['safe', null, null, false, null],
    ['disruptive', null, null, false, 'the task names no window'],
    ['disruptive', null, 'any', false, null],
    ['disruptive', null, 'night', false, null],
    ['destructive', null, 'night', true, 'the task names no proof'],
    ['destructive', 'none', null, false, null],
    ['destructive', 'backup', null, false, 'no verified backup is known'],
    ['destructive', 'backup', null, true, null],
    ['destructive', 'archive', null, true, null],
  ])('%s, proof %s, window %s, held %s: %s', (risk, proof, window, isHeld, why) => {
    const no = refusal(step(risk), { policy: 'auto', proof, window, windowMs: null }, isHeld ? held : missing)
    if (why === null) expect(no).toBeNull()
    else expect(no?.why).toContain(why)
  })

  it('when it is longer than the whole window', () => {
    expect(refusal(step('disruptive', 7_200_000), { policy: 'auto', proof: null, window: 'night', windowMs: 3_600_000 }, held)?.why).toBe(
      'it should take 2h, and the window night is open for 1h',
    )
  })
})

describe('an approval is needed', () => {
  it.each([
    ['auto', ['safe', 'disruptive', 'destructive'], false],
    ['approve', ['safe'], true],
    ['approve', [], false],
    ['sign-off', ['destructive'], true],
    ['sign-off', ['disruptive'], false],
  ] as const)('under the policy %s for %j: %s', (policy, risks, needed) => {
    expect(
      needsApproval(
        risks.map((risk) => step(risk)),
        { policy },
      ),
    ).toBe(needed)
  })
})

describe('a step fits into its window', () => {
  const now = new Date('2026-11-22T02:00:00Z')
  it.each([
    [30_000, 60, true],
    [60_000, 60, true],
    [60_001, 60, false],
    [undefined, 60, true],
    [undefined, 59, false],
  ])('when it takes %s ms and %s s are left: %s', (expectedMs, leftS, fits) => {
    expect(fitsWindow(step('disruptive', expectedMs), now, new Date(now.getTime() + leftS * 1_000))).toBe(fits)
  })
})
