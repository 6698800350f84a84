import { describe, expect, it } from 'vitest'
import { planOf, runView, stepView } from '../../test/fixtures/run-view.ts'
import { linesBetween, liveLine, progressLine } from './run-lines.ts'

const step = stepView()
const second = stepView({
  ordinal: 2,
  key: 'trades',
  title: 'Vacuum public.trades',
  state: 'started',
  endedAt: null,
  durationMs: null,
  summary: null,
})
const planned = { plan: planOf(step, second), stepsPlanned: 2 }

describe('what is said between two looks', () => {
  it('tells the whole story to who comes late', () => {
    expect(linesBetween(null, runView({ ...planned, phase: 'applying', steps: [step, second] }))).toEqual([
      'a worker on ops-1 has it',
      'plan: 2 steps',
      'step 1 of 2: Vacuum public.rates',
      '  done in 2.3s: 1,200 dead rows removed',
      'step 2 of 2: Vacuum public.trades',
    ])
  })

  it.each([
    ['nothing when nothing happened', runView(), runView(), []],
    ['that it waits for a worker', null, runView({ state: 'queued', attempt: 0, worker: null, phase: null }), ['waits for a worker']],
    ['that it waits for its next try', runView(), runView({ state: 'queued', worker: null, phase: null }), ['waits for its next try']],
    ['who has taken it over', runView(), runView({ attempt: 2, worker: { id: 'x', host: 'ops-2' } }), ['attempt 2, on ops-2']],
    ['that there is nothing to do', runView(), runView({ plan: planOf() }), ['nothing to do']],
    [
      'the end of a step once',
      runView({ ...planned, steps: [{ ...step, state: 'started' }] }),
      runView({ ...planned, steps: [step] }),
      ['  done in 2.3s: 1,200 dead rows removed'],
    ],
    [
      'why a step failed',
      runView({ ...planned, steps: [{ ...step, state: 'started' }] }),
      runView({ ...planned, steps: [{ ...step, state: 'failed', error: 'lock not gained', summary: null }] }),
      ['  failed in 2.3s: lock not gained'],
    ],
    [
      'that it looks again',
      runView({ ...planned, steps: [step], phase: 'applying' }),
      runView({ ...planned, steps: [step], phase: 'verifying' }),
      ['looks again'],
    ],
  ] as const)('%s', (_, before, now, expected) => {
    expect(linesBetween(before, now)).toEqual(expected)
  })

  it('keeps whatever a step is called on its line', () => {
    expect(linesBetween(runView(), runView({ steps: [{ ...second, ordinal: 1, title: 'evil\n\u001b[2Jname' }] }))).toEqual([
      'step 1 of 1: evil name',
    ])
  })
})

describe('what goes on right now', () => {
  it.each([
    ['looks', runView()],
    ['looks again', runView({ phase: 'verifying' })],
    ['waits for a worker', runView({ state: 'queued' })],
    ['Vacuum public.trades', runView({ steps: [step, second] })],
    [
      'pauses: the load is 9; a lock',
      runView({ steps: [{ ...second, progress: { done: 30, of: 90, unit: 'rows', paused: ['the load is 9', 'a lock'] } }] }),
    ],
    ['30 rows', runView({ steps: [{ ...second, progress: { done: 30, of: null, unit: 'rows' } }] })],
    [null, runView({ state: 'converged', endedAt: '2025-06-01T12:00:05Z' })],
    [null, runView({ state: 'waiting', waitingFor: 'approval' })],
  ])('%s', (expected, run) => {
    expect(liveLine(run, 80)).toBe(expected)
  })
})

describe('a progress bar', () => {
  it.each([30, 40, 60, 200])('fits into %i columns', (width) => {
    expect(progressLine({ done: 100, of: 200, unit: 'rows' }, width).length).toBeLessThanOrEqual(width)
  })

  it('is as full as the work is done, and never fuller', () => {
    expect(progressLine({ done: 50, of: 100, unit: 'rows' }, 200)).toBe(`[${'#'.repeat(20)}${'-'.repeat(20)}]  50 %  50 of 100 rows`)
    expect(progressLine({ done: 150, of: 100, unit: 'rows' }, 200)).toBe(`[${'#'.repeat(40)}] 100 %  150 of 100 rows`)
  })

  it('is only words where there is no room or no end', () => {
    expect(progressLine({ done: 1, of: 2, unit: 'files' }, 25)).toBe('50 %  1 of 2 files')
    expect(progressLine({ done: 1, of: 0, unit: 'files' }, 80)).toBe('1 files')
  })
})
