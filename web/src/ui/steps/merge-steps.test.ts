import { expect, test } from 'vitest'
import type { Step } from '../../api/types.ts'
import { mergeSteps } from './merge-steps.ts'

const planned = (key: string) => ({ key, title: `do ${key}`, risk: 'safe' as const, preview: { statement: key }, expectedMs: 5 })
const record = (key: string, attempt: number, state: Step['state']): Step => ({
  ordinal: 1,
  key,
  title: `do ${key}`,
  risk: 'safe',
  preview: { statement: key },
  state,
  attempt,
  startedAt: '2026-11-22T03:00:00Z',
  endedAt: null,
  durationMs: null,
  summary: null,
  error: null,
  progress: null,
  measurements: [],
})

test('planned steps keep their order, with or without a record', () => {
  const work = mergeSteps({ hash: 'h', steps: [planned('a'), planned('b')] }, [record('b', 1, 'done')])
  expect(work.map(({ key, record: last, unplanned }) => [key, last?.state ?? null, unplanned])).toEqual([
    ['a', null, false],
    ['b', 'done', false],
  ])
})

test('the last attempt counts, and the earlier ones are kept beside it', () => {
  const [step] = mergeSteps({ hash: 'h', steps: [planned('a')] }, [record('a', 2, 'done'), record('a', 1, 'interrupted')])
  expect(step?.record).toMatchObject({ attempt: 2, state: 'done' })
  expect(step?.earlier.map(({ attempt, state }) => [attempt, state])).toEqual([[1, 'interrupted']])
})

test('a step that was done and is no longer planned stays, before the plan', () => {
  const work = mergeSteps({ hash: 'h', steps: [planned('b')] }, [record('a', 1, 'done')])
  expect(work.map(({ key, unplanned }) => [key, unplanned])).toEqual([
    ['a', true],
    ['b', false],
  ])
})

test('without a plan the records are the work', () => {
  expect(mergeSteps(null, [record('a', 1, 'failed')]).map(({ key, unplanned }) => [key, unplanned])).toEqual([['a', false]])
})
