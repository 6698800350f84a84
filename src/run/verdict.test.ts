import { describe, expect, it } from 'vitest'
import type { Step } from '../procedures/contract.ts'
import { judge, refusedBehind } from './verdict.ts'
import type { Facts } from './verdict.ts'

const step = (key: string): Step => ({ key, title: `Do ${key}`, risk: 'safe', preview: { statement: key }, args: {} })
const finding = { fingerprint: 'f', severity: 'warning', title: 'trouble' } as const
const facts = (more: Partial<Facts> = {}): Facts => ({
  last: { steps: [], findings: [] },
  stepsDone: 0,
  failures: [],
  refused: [],
  title: 'Task',
  ...more,
})
const refused = { key: 'a', title: 'Do a', why: 'it is disruptive, and the task names no window', hint: 'name one' }

describe('the verdict', () => {
  it('makes no second finding of a step that waits behind a refused one', () => {
    const last = { steps: [step('a'), step('b')], findings: [] }
    const verdict = judge(facts({ refused: [refused, refusedBehind({ key: 'b', title: 'Do b' }, 'a')], last }))
    expect(verdict).toMatchObject({ state: 'diverged', findings: [{ fingerprint: 'run:refused:a' }] })
    expect(verdict.findings).toHaveLength(1)
  })

  it.each<[string, Partial<Facts>, string, string]>([
    ['nothing planned', {}, 'converged', 'nothing to do'],
    ['steps done, none left', { stepsDone: 2 }, 'converged', '2 steps done'],
    ['findings do not make a run fail', { last: { steps: [], findings: [finding] } }, 'converged', 'nothing to do, 1 finding'],
    [
      'a step was done in vain',
      { stepsDone: 1, last: { steps: [], findings: [{ ...finding, unmet: true }] } },
      'diverged',
      '1 step done, 1 finding',
    ],
    ['a step is left', { stepsDone: 1, last: { steps: [step('a')], findings: [] } }, 'diverged', '1 step done, 1 left'],
    [
      'a step was refused',
      { refused: [refused], last: { steps: [step('a')], findings: [] } },
      'diverged',
      '1 refused: it is disruptive, and the task names no window',
    ],
    ['a step failed', { failures: ['Do a: no'], last: { steps: [step('a')], findings: [] } }, 'failed', '1 failed: Do a: no, 1 left'],
    ['a step failed and the second look finds nothing left', { failures: ['Do a: no'] }, 'failed', '1 failed: Do a: no'],
  ])('%s', (_, given, state, summary) => {
    expect(judge(facts(given))).toMatchObject({ state, summary })
  })

  it('makes a finding of each refusal, of a failure and of steps that are left', () => {
    expect(
      judge(facts({ refused: [refused], last: { steps: [step('a')], findings: [finding] } })).findings.map((found) => found.fingerprint),
    ).toEqual(['f', 'run:refused:a'])
    expect(judge(facts({ last: { steps: [step('a')], findings: [] } }))).toMatchObject({
      worst: 'warning',
      findings: [{ fingerprint: 'run:diverged' }],
    })
    const inVain = judge(facts({ stepsDone: 1, last: { steps: [], findings: [{ ...finding, unmet: true }] } }))
    expect(inVain.findings.map(({ fingerprint }) => fingerprint)).toEqual(['f'])
    expect(judge(facts({ failures: ['no'] }))).toMatchObject({ worst: 'critical', findings: [{ fingerprint: 'run:failed' }] })
  })

  it('keeps what to do about a failure apart from what happened; the words of several stay together', () => {
    const found = (...failures: string[]) => judge(facts({ failures })).findings[0]
    expect(found('Do a: no\nHINT: say yes.')).toMatchObject({ detail: 'Do a: no', hint: 'say yes.' })
    expect(found('Do a: no\nHINT: say yes.', 'Do b: no')).toMatchObject({ detail: 'Do a: no\nHINT: say yes.\nDo b: no' })
  })
})
