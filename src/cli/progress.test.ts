import { expect, it } from 'vitest'
import { planOf, runView, stepView } from '../../test/fixtures/run-view.ts'
import { createProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'

const recorder = (live: boolean): Terminal & { written: () => string } => {
  let text = ''
  return {
    out: () => {},
    err: (more) => void (text += more),
    width: 80,
    errWidth: live ? 60 : Infinity,
    live,
    canAsk: false,
    paint: (_, plain) => plain,
    errPaint: (_, plain) => plain,
    written: () => text,
  }
}
const begun = stepView({ state: 'started', endedAt: null, durationMs: null, summary: null, progress: { done: 1, of: 4, unit: 'batches' } })
const applying = runView({ phase: 'applying', plan: planOf(begun), steps: [begun] })
const ended = runView({ state: 'converged', phase: null, plan: planOf(begun), steps: [stepView()], endedAt: '2025-06-01T12:00:05Z' })

it('writes plain lines where no terminal is, and now and then how far a long step is', () => {
  const terminal = recorder(false)
  let nowMs = 0
  const progress = createProgress(terminal, () => nowMs)
  progress.look(applying)
  nowMs = 9_000
  progress.look(applying)
  nowMs = 10_000
  progress.look({ ...applying, steps: [{ ...begun, progress: { done: 3, of: 4, unit: 'batches' } }] })
  progress.look(ended)
  progress.end()
  expect(terminal.written()).toBe(
    [
      'a worker on ops-1 has it',
      'plan: 1 step',
      'step 1 of 1: Vacuum public.rates',
      `  [${'#'.repeat(30)}${'-'.repeat(10)}]  75 %  3 of 4 batches`,
      '  done in 2.3s: 1,200 dead rows removed',
      '',
    ].join('\n'),
  )
})

it('redraws one line in place on a terminal, below what has happened, and leaves nothing of it behind', () => {
  const terminal = recorder(true)
  const progress = createProgress(terminal)
  progress.look(applying)
  progress.look(ended)
  progress.end()
  const clear = '\r\u001b[K'
  expect(terminal.written()).toContain(`\n${clear}[#`)
  expect(terminal.written().split('\n').at(-1)!.replaceAll(clear, '')).toBe('')
})
