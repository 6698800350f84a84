import { expect, test } from 'vitest'
import type { RunSummary } from '../../api/types.ts'
import { groupAlike } from './group-alike.ts'

let made = 0
const run = (task: string, given: Partial<RunSummary> = {}): RunSummary => ({
  id: `run-${++made}`,
  stack: 'demo',
  task,
  title: task,
  procedure: 'p',
  target: null,
  mode: 'run',
  state: 'converged',
  phase: null,
  waitingFor: null,
  waitingUntil: null,
  trigger: 'schedule',
  requestedBy: null,
  dueAt: '',
  createdAt: '',
  startedAt: null,
  endedAt: null,
  durationMs: 1,
  attempt: 1,
  stepsPlanned: 0,
  stepsDone: 0,
  findingsOpen: 0,
  worstSeverity: null,
  summary: null,
  ...given,
})

test('runs of a task that found nothing to do are one row, in the place of the newest', () => {
  const groups = groupAlike([run('check'), run('vacuum', { stepsDone: 3 }), run('check'), run('check')])
  expect(groups.map(({ run: { task }, more }) => [task, more])).toEqual([
    ['check', 2],
    ['vacuum', 0],
  ])
})

test('what failed, changed something or left a finding is never hidden behind another', () => {
  const groups = groupAlike([
    run('a', { state: 'failed' }),
    run('a', { state: 'failed' }),
    run('a', { stepsDone: 1 }),
    run('a', { findingsOpen: 1 }),
    run('a'),
  ])
  expect(groups).toHaveLength(5)
})
