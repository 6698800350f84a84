import { describe, expect, it } from 'vitest'
import type { Task } from '../../stack/model.ts'
import type { TaskView } from '../views/task.ts'
import { laterRunId, noon, now, runId, seenTask } from './examples.ts'
import { judgeLook } from './judge-look.ts'

const minute = 60_000
const every = (ms: number) => ({ definition: { cadence: { kind: 'every', ms } } as Partial<Task> })
const failed = (id: string): Partial<TaskView> => ({
  lastRun: { id, state: 'failed', endedAt: noon.toISOString(), durationMs: 5, summary: 'no connection' },
})
const stateOf = (...given: Parameters<typeof seenTask>): string => judgeLook(seenTask(...given), now).state

describe('a look', () => {
  it.each<[string, Parameters<typeof seenTask>, string]>([
    ['is fresh until the task has been due twice since', ['postgres.size', {}, every(30 * minute)], 'fresh'],
    ['is stale once it has been due twice, and a minute has passed', ['postgres.size', {}, every(14 * minute)], 'stale'],
    ['is given a minute for a busy worker', ['postgres.size', {}, { ...every(15 * minute), at: noon }], 'fresh'],
    [
      'of a daily task is stale on the third day',
      [
        'postgres.size',
        {},
        { definition: { cadence: { kind: 'cron', expression: '0 6 * * *' } }, at: new Date('2026-02-27T06:00:05.000Z') },
      ],
      'stale',
    ],
    [
      'of a daily task that was last looked at yesterday is fresh',
      [
        'postgres.size',
        {},
        { definition: { cadence: { kind: 'cron', expression: '0 6 * * *' } }, at: new Date('2026-02-28T06:00:05.000Z') },
      ],
      'fresh',
    ],
    [
      'of a task that runs on demand never grows old',
      ['postgres.size', {}, { definition: { cadence: { kind: 'on-demand' } }, at: new Date('2020-01-01') }],
      'fresh',
    ],
    ['that was never taken is not there yet', ['postgres.size', null], 'never'],
    ['after which a run failed is not believed', ['postgres.size', {}, { view: failed(laterRunId) }], 'failed'],
    ['by the run that came after a failure is', ['postgres.size', {}, { view: failed(runId.replace(/1$/, '0')) }], 'fresh'],
    ['that failed from the beginning has failed, not never been', ['postgres.size', null, { view: failed(runId) }], 'failed'],
  ])('%s', (_, given, state) => expect(stateOf(...given)).toBe(state))
})

it('says why in one sentence, with the run’s own words and how old it is', () => {
  expect(judgeLook(seenTask('postgres.size', {}, { view: failed(laterRunId) }), now).why).toBe('its last run failed: no connection')
  const waits = { id: laterRunId, state: 'waiting', waitingFor: 'approval' } as const
  expect(judgeLook(seenTask('postgres.size', {}, { ...every(minute), view: { openRun: waits, every: '1m' } }), now).why).toBe(
    'its last look is 30m old, and should come every 1m; a run waits for approval',
  )
})
