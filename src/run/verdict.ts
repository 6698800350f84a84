import type { Assessment, Finding } from '../procedures/contract.ts'
import { splitHint } from '../base/errors.ts'
import { worstOf } from '../base/severity.ts'
import type { Severity } from '../base/severity.ts'

/** How a run ended, from what it did and what was seen last. Pure. */

export type Refused = {
  readonly key: string
  readonly title: string
  readonly why: string
  readonly hint: string
  /** The step that had to come first and didn't: that one has the finding. */
  readonly behind?: string
}

export const refusedBehind = (step: { readonly key: string; readonly title: string }, first: string): Refused => ({
  key: step.key,
  title: step.title,
  why: `the step ${first} comes first, and it wasn't done`,
  hint: '',
  behind: first,
})
export type Facts = {
  readonly last: Assessment
  readonly stepsDone: number
  /** The words of the errors of steps that failed. */
  readonly failures: readonly string[]
  readonly refused: readonly Refused[]
  readonly title: string
}
export type Verdict = {
  readonly state: 'converged' | 'diverged' | 'failed'
  readonly summary: string
  readonly findings: readonly Finding[]
  readonly worst: Severity | null
}

/** The findings that the runner itself makes begin so; those of procedures don't. */
export const runnerFindings = 'run:'

export function judge(facts: Facts): Verdict {
  const left = facts.last.steps.length
  const unmet = facts.last.findings.some((finding) => finding.unmet === true)
  const state = facts.failures.length > 0 ? 'failed' : left > 0 || unmet ? 'diverged' : 'converged'
  const findings = [
    ...facts.last.findings,
    ...facts.refused.filter((step) => step.behind === undefined).map(refusedFinding),
    ...ownFinding(state, facts, left),
  ]
  return { state, summary: summarize(state, facts, left), findings, worst: worstOf(findings.map((finding) => finding.severity)) }
}

const refusedFinding = (step: Refused): Finding => ({
  fingerprint: `${runnerFindings}refused:${step.key}`,
  severity: 'warning',
  title: `refused: ${step.title}`,
  detail: step.why,
  hint: step.hint,
})

function ownFinding(state: Verdict['state'], facts: Facts, left: number): readonly Finding[] {
  if (state === 'failed') {
    const { message, hint } = splitHint(facts.failures.join('\n'))
    return [failureFinding(facts.title, message, hint ?? undefined)]
  }
  if (left <= facts.refused.length) return []
  const titles = facts.last.steps
    .map((step) => step.title)
    .slice(0, 5)
    .join('; ')
  return [
    {
      fingerprint: `${runnerFindings}diverged`,
      severity: 'warning',
      title: `${facts.title}: not converged, ${count(left, 'step')} left after a second look`,
      detail: titles,
    },
  ]
}

/** The finding of a run that could not be carried out. */
export const failureFinding = (title: string, message: string, hint?: string): Finding => ({
  fingerprint: `${runnerFindings}failed`,
  severity: 'critical',
  title: `${title}: could not be carried out`,
  detail: message,
  ...(hint === undefined ? {} : { hint }),
})

function summarize(state: Verdict['state'], facts: Facts, left: number): string {
  const found = facts.last.findings.length
  const parts = [
    facts.stepsDone > 0
      ? `${count(facts.stepsDone, 'step')} done`
      : left === 0 && facts.refused.length + facts.failures.length === 0
        ? 'nothing to do'
        : null,
    facts.failures.length > 0 ? `${facts.failures.length} failed: ${facts.failures[0]!.split('\n')[0]}` : null,
    facts.refused.length > 0 ? `${facts.refused.length} refused: ${facts.refused[0]!.why}` : null,
    state !== 'converged' && left > facts.refused.length ? `${left} left` : null,
    found > 0 ? count(found, 'finding') : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
