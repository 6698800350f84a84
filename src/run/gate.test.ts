import { describe, expect, it } from 'vitest'
import type { Risk, Step } from '../procedures/contract.ts'
import type { Proof } from '../stack/model.ts'
import { fitsWindow, needsApproval, needsProof, refusal, unproven } from './gate.ts'

const step = (risk: Risk, expectedMs?: number): Step => ({
  key: 'a',
  title: 'Do a',
  risk,
  preview: { statement: 'a' },
  args: {},
  ...(expectedMs === undefined ? {} : { expectedMs }),
})
describe('a step is refused', () => {
  it.each<[Risk, Proof | null, string | null, string | null]>([
    ['safe', null, null, null],
    ['disruptive', null, null, 'the task names no window'],
    ['disruptive', null, 'any', null],
    ['disruptive', null, 'night', null],
    ['destructive', null, 'night', 'the task names no proof'],
    ['destructive', 'none', null, null],
    ['destructive', 'backup', null, null],
  ])('%s, proof %s, window %s: %s', (risk, proof, window, why) => {
    const no = refusal(step(risk), { policy: 'auto', proof, window, windowMs: null })
    expect(no?.why ?? null).toEqual(why === null ? null : expect.stringContaining(why))
  })

  it('when it is longer than the whole window', () => {
    expect(refusal(step('disruptive', 7_200_000), { policy: 'auto', proof: null, window: 'night', windowMs: 3_600_000 })?.why).toBe(
      'it should take 2h, and the window night is open for 1h',
    )
  })
})

describe('a proof', () => {
  it.each<[Risk, Proof | null, boolean]>([
    ['destructive', 'backup', true],
    ['destructive', 'archive', true],
    ['destructive', 'none', false],
    ['disruptive', 'backup', false],
  ])('of a %s step under proof %s is needed: %s', (risk, proof, needed) => {
    expect(needsProof(step(risk), { proof })).toBe(needed)
  })

  it('that is not held refuses the step and says why', () => {
    expect(unproven({ held: true })).toBeNull()
    expect(unproven({ held: false, why: 'no verified backup is known' })?.why).toContain('no verified backup is known')
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

it('an approval is needed for a step that always asks, under any policy', () => {
  expect(needsApproval([step('safe'), { ...step('destructive'), alwaysAsk: true }], { policy: 'auto' })).toBe(true)
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
