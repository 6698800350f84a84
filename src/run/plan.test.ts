import { describe, expect, it } from 'vitest'
import type { Step } from '../procedures/contract.ts'
import { covers, planOf } from './plan.ts'

const step = (key: string, more: Partial<Step> = {}): Step => ({
  key,
  title: `Do ${key}`,
  risk: 'destructive',
  preview: { statement: `delete ${key}`, rows: 100 },
  args: {},
  ...more,
})

describe('the hash of a plan', () => {
  it('is the same for the same steps, whatever they are titled and however much they touch', () => {
    expect(planOf([step('a', { title: 'Other words', preview: { statement: 'delete a', rows: 7 } })]).hash).toBe(planOf([step('a')]).hash)
  })

  it.each([
    ['another statement', [step('a', { preview: { statement: 'drop a' } })]],
    ['another risk', [step('a', { risk: 'safe' })]],
    ['one step more', [step('a'), step('b')]],
    ['no step', []],
  ])('differs with %s', (_, steps) => {
    expect(planOf(steps).hash).not.toBe(planOf([step('a')]).hash)
  })

  it('differs with another place', () => {
    expect(planOf([step('a')], 'there').hash).not.toBe(planOf([step('a')], 'here').hash)
  })

  it('differs with another order', () => {
    expect(planOf([step('b'), step('a')]).hash).not.toBe(planOf([step('a'), step('b')]).hash)
  })
})

describe('an approval', () => {
  const approved = planOf([step('a'), step('b')])
  it.each([
    ['the same plan', [step('a'), step('b')], true],
    ['what is left of it after an interruption', [step('b')], true],
    ['nothing', [], true],
    ['a tenth more rows', [step('a', { preview: { statement: 'delete a', rows: 110 } })], true],
    ['more than a tenth more rows', [step('a', { preview: { statement: 'delete a', rows: 111 } })], false],
    ['a kind of touch that was not shown', [step('a', { preview: { statement: 'delete a', rows: 100, bytes: 5 } })], false],
    ['another statement', [step('a', { preview: { statement: 'delete all', rows: 100 } })], false],
    ['a greater risk', [step('a', { risk: 'disruptive' })], false],
    ['one step more', [step('a'), step('b'), step('c')], false],
  ])('of two steps, for %s: %s', (_, steps, covered) => {
    expect(covers(approved, planOf(steps))).toBe(covered)
  })

  it('of one place, for another: false', () => {
    expect(covers(planOf([step('a')], 'here'), planOf([step('a')], 'here'))).toBe(true)
    expect(covers(planOf([step('a')], 'here'), planOf([step('a')], 'there'))).toBe(false)
    expect(covers(planOf([step('a')]), planOf([step('a')], 'there'))).toBe(false)
  })
})
