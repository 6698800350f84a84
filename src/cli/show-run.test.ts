import { describe, expect, it } from 'vitest'
import { lookView, planOf, runView, stepView } from '../../test/fixtures/run-view.ts'
import { showRun } from './show-run.ts'

const place = { width: 80, paint: (_: unknown, text: string) => text, now: new Date('2025-06-01T12:01:00Z') }
const show = (run: Parameters<typeof runView>[0]): string => showRun(runView(run), place)
const ended = {
  state: 'converged',
  phase: null,
  worker: null,
  startedAt: '2025-06-01T12:00:00Z',
  endedAt: '2025-06-01T12:00:05Z',
  durationMs: 5000,
} as const

describe('a run', () => {
  it('that has converged shows what was before, what is after, and each step between', () => {
    const text = show({
      ...ended,
      summary: '1 step done',
      plan: planOf(stepView()),
      steps: [stepView()],
      before: lookView({
        facts: [
          { label: 'dead rows', value: 1200, unit: 'rows' },
          { label: 'size', value: 2048, unit: 'bytes' },
        ],
      }),
      after: lookView({
        facts: [
          { label: 'dead rows', value: 0, unit: 'rows' },
          { label: 'size', value: 2048, unit: 'bytes' },
        ],
      }),
    })
    expect(text).toContain('converged: 1 step done\n')
    expect(text).toContain(['fact       before      after', 'dead rows  1,200 rows  0 rows', 'size       2 KiB       2 KiB'].join('\n'))
    expect(text).toContain(['steps', '  ✔ Vacuum public.rates 2.3s', '      1,200 dead rows removed'].join('\n'))
    expect(text).not.toContain('plan of')
  })

  it('that waits for an approval shows its plan with the very statements, and the command that says yes', () => {
    const destructive = stepView({
      risk: 'destructive',
      title: 'Delete old rows',
      preview: { statement: 'DELETE FROM rates\nWHERE at < $1', rows: 1_000_000 },
    })
    const text = show({ state: 'waiting', waitingFor: 'approval', phase: null, worker: null, plan: planOf(destructive) })
    expect(text).toContain('waits for approval')
    expect(text).toContain(
      'plan of 1 step 856a0a5d43cc31e8\n  1. Delete old rows (destructive, 1,000,000 rows)\n       DELETE FROM rates\n       WHERE at < $1',
    )
    expect(text).toContain('upkeep approve 78b458d7')
  })

  it('whose step stands still says why', () => {
    const paused = stepView({
      state: 'started',
      endedAt: null,
      progress: { done: 1, of: 4, unit: 'rows', paused: ['a lock is waited for'] },
    })
    expect(show({ steps: [paused] })).toContain('      pauses: a lock is waited for')
  })

  it('that waits for a signature says how to sign', () => {
    expect(show({ state: 'waiting', waitingFor: 'sign-off', phase: null, worker: null })).toContain('upkeep sign 78b458d7 --note')
  })

  it('that has failed says why, and what to do, before all else', () => {
    const text = show({
      ...ended,
      state: 'failed',
      error: { message: 'the server refused the connection', hint: 'is it running?', transient: true },
    })
    expect(text).toContain('error: the server refused the connection\nHINT: is it running?')
  })

  it('shows its findings with their hints, and what was not looked at', () => {
    const text = show({
      ...ended,
      before: lookView({
        findings: [{ fingerprint: 'x', severity: 'critical', title: 'the disk is full', hint: 'make room.' }],
        notLookedAt: [{ what: 'inodes', why: 'no permission' }],
      }),
    })
    expect(text).toContain('1 finding\n  critical the disk is full\n           HINT: make room.')
    expect(text).toContain('not looked at\n  inodes: no permission')
  })

  it('that only planned and found nothing to do says so', () => {
    expect(show({ ...ended, mode: 'plan', state: 'planned', plan: planOf() })).toContain('plan: nothing to do')
  })

  it('lets no text of a target play with the terminal', () => {
    const text = show({ ...ended, summary: 'done\u001b]0;title\u0007', error: { message: 'x\u001b[2J', hint: null, transient: null } })
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})
