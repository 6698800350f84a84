import { expect, test } from 'vitest'
import type { CalendarDay } from '../../api/types.ts'
import { sumCounts, tallyDay, totalOf, worstState } from './tally.ts'

const entry = (task: string, counts: CalendarDay['counts'], firstAt = '2026-11-22T03:00:00Z'): CalendarDay => ({
  day: '2026-11-22',
  stack: 'demo',
  task,
  title: task,
  counts,
  more: false,
  firstAt,
  lastAt: firstAt,
  runId: null,
})

test('frequent tasks are summed up, and rare ones stand alone', () => {
  const { rare, frequent } = tallyDay([
    entry('often', { converged: 280, failed: 2 }),
    entry('daily', { converged: 1 }),
    { ...entry('other', { due: 100 }), more: true },
  ])
  expect(rare.map(({ task }) => task)).toEqual(['daily'])
  expect(frequent).toEqual({ tasks: 2, counts: { failed: 2, converged: 280, due: 100 }, more: true })
})

test('what failed stands before what went well, and the rest in order of time', () => {
  const { rare } = tallyDay([
    entry('late', { converged: 1 }, '2026-11-22T09:00:00Z'),
    entry('early', { due: 1 }, '2026-11-22T01:00:00Z'),
    entry('bad', { failed: 1, converged: 1 }, '2026-11-22T23:00:00Z'),
  ])
  expect(rare.map(({ task }) => task)).toEqual(['bad', 'early', 'late'])
})

test('sums, totals and the worst of a day', () => {
  expect(sumCounts([{ converged: 1 }, { converged: 2, failed: 1 }])).toEqual({ failed: 1, converged: 3 })
  expect(totalOf({ converged: 3, due: 2 })).toBe(5)
  expect(worstState({ converged: 3, diverged: 1, due: 1 })).toBe('diverged')
  expect(worstState({})).toBe('due')
})
