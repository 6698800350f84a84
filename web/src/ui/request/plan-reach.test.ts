import { expect, test } from 'vitest'
import type { Plan } from '../../api/types.ts'
import { planReach } from './plan-reach.ts'

const plan = (...steps: readonly { risk: 'safe' | 'destructive'; rows?: number }[]): Plan => ({
  hash: 'h',
  steps: steps.map(({ risk, rows }, place) => ({
    key: String(place),
    title: '',
    risk,
    preview: { statement: '', ...(rows === undefined ? {} : { rows }) },
  })),
})

test('it counts the steps, names the destructive ones, and the most rows that one step touches', () => {
  expect(planReach(plan({ risk: 'destructive', rows: 1_204_551 }, { risk: 'safe', rows: 1_204_551 }))).toBe(
    '2 steps, 1 of them destructive, touching 1,204,551 rows',
  )
  expect(planReach(plan({ risk: 'destructive', rows: 1 }))).toBe('1 step, destructive, touching 1 row')
  expect(planReach(plan({ risk: 'safe' }))).toBe('1 step')
  expect(planReach(plan())).toBe('0 steps')
})
