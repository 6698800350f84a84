import { describe, expect, it } from 'vitest'
import type { FindingRow } from '../../store/finding.ts'
import type { SeenTask } from './looks.ts'
import { careOf, judgeDatabase } from './care.ts'
import { laterRunId, looksOf, noon, runId, seenTask } from './examples.ts'

const finding = (more: Partial<FindingRow>): FindingRow => ({
  id: 'f1',
  stack: 'shop',
  task: 'check',
  target: 'db',
  fingerprint: 'connections',
  severity: 'warning',
  title: 'connections run out',
  detail: null,
  hint: null,
  state: 'open',
  firstSeenAt: noon,
  openedAt: noon,
  lastSeenAt: noon,
  timesSeen: 1,
  acknowledgedBy: null,
  acknowledgedAt: null,
  note: null,
  resolvedAt: null,
  lastRun: runId,
  ...more,
})
const check = seenTask('postgres.check', {})
const failed = seenTask(
  'postgres.size',
  {},
  { view: { lastRun: { id: laterRunId, state: 'failed', endedAt: noon.toISOString(), durationMs: 5, summary: 'no connection' } } },
)
const judge = (tasks: readonly SeenTask[], ...findings: readonly FindingRow[]) => {
  const looks = looksOf(...tasks)
  return judgeDatabase(looks, careOf(looks, findings))
}

describe('whether a database is all right', () => {
  it.each<[string, readonly SeenTask[], readonly FindingRow[], string, string]>([
    ['fine when somebody looked and nothing is open', [check], [], 'fine', 'Nothing needs care'],
    ['fine with nothing but remarks', [check], [finding({ severity: 'info' })], 'fine', 'Nothing needs care'],
    ['not known before the first look', [seenTask('postgres.check', null)], [], 'unknown', 'Nobody has looked yet'],
    ['not known without any task', [], [], 'unknown', 'Nobody has looked yet'],
    ['worth attention with a warning', [check], [finding({})], 'attention', '1 warning'],
    [
      'in trouble with a critical finding',
      [check],
      [finding({}), finding({ fingerprint: 'x', severity: 'critical' })],
      'trouble',
      '1 critical, 1 warning',
    ],
    [
      'fine once somebody knows of the warning',
      [check],
      [finding({ state: 'acknowledged', acknowledgedBy: 'ann' })],
      'fine',
      'Nothing needs care',
    ],
    [
      'not known when a look failed, though somebody knows of it',
      [check, failed],
      [finding({ task: 'size', fingerprint: 'run:failed', severity: 'critical', state: 'acknowledged', acknowledgedBy: 'ann' })],
      'unknown',
      'One look failed',
    ],
    ['worth attention when a look is old', [seenTask('postgres.size', {}, { at: new Date('2026-01-01') })], [], 'attention', '1 warning'],
    [
      'worth attention when a plan waits for a person',
      [seenTask('postgres.vacuum', {}, { view: { openRun: { id: laterRunId, state: 'waiting', waitingFor: 'approval' } } })],
      [],
      'attention',
      '1 warning',
    ],
  ])('is %s', (_, tasks, findings, status, headline) => expect(judge(tasks, ...findings)).toEqual({ status, headline }))
})

it('the worst comes first, and what somebody knows of last', () => {
  const care = careOf(looksOf(check), [
    finding({ title: 'known', severity: 'critical', state: 'acknowledged', acknowledgedBy: 'ann' }),
    finding({ title: 'remark', severity: 'info' }),
    finding({ title: 'bad', severity: 'critical' }),
    finding({ title: 'of a task that is gone', task: 'gone' }),
  ])
  expect(care.map(({ title }) => title)).toEqual(['bad', 'remark', 'known'])
})

it('each leads to the task that cures it, or to nobody but a person', () => {
  const vacuum = seenTask('postgres.vacuum', {})
  const care = careOf(looksOf(check, vacuum), [finding({ fingerprint: 'held:public.trades' }), finding({})])
  expect(care.map(({ cure, seenBy }) => [cure?.task ?? null, seenBy.task])).toEqual([
    ['vacuum', 'check'],
    [null, 'check'],
  ])
})
