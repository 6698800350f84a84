import { expect, test } from 'vitest'
import { jittered } from './jitter.ts'

const due = new Date('2026-11-22T02:00:00Z')

test('a task starts within its jitter, always by the same delay', () => {
  const tomorrow = new Date('2026-11-23T02:00:00Z')
  const delay = jittered(due, 'funding/vacuum', 300_000).getTime() - due.getTime()
  expect(delay).toBe(46_442)
  expect(jittered(tomorrow, 'funding/vacuum', 300_000).getTime() - tomorrow.getTime()).toBe(delay)
})

test('tasks that are due together are spread over the whole span', () => {
  const delays = Array.from({ length: 1_000 }, (_, task) => jittered(due, `funding/task-${task}`, 60_000).getTime() - due.getTime())
  const perTenth = Array.from({ length: 10 }, (_, tenth) => delays.filter((delay) => Math.floor(delay / 6_000) === tenth).length)
  expect(Math.min(...perTenth)).toBeGreaterThan(70)
  expect(Math.max(...perTenth)).toBeLessThan(135)
})

test('without jitter a task starts when it is due', () => {
  expect(jittered(due, 'funding/vacuum', 0)).toBe(due)
})
