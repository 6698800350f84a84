import { formatDuration } from '../../base/duration.ts'
import { quoteArguments } from '../../targets/command/index.ts'
import type { Assessment, Fact, Finding, Step } from '../contract.ts'
import type { Ended, RunObservation, RunParams } from './run-model.ts'

/** There is one step, and it stays the same from look to look. */
export const stepKey = 'run'

const lastLines = 12

export function assessRun({ unless, ran, tookMs }: RunObservation, params: RunParams): Assessment {
  const isDone = unless?.exitCode === 0
  const facts: readonly Fact[] = [
    ...(unless ? [{ label: 'Needed', value: !isDone }] : []),
    ...(ran
      ? [
          { label: 'Ended', value: describeEnd(ran, params.deadline) },
          { label: 'Took', value: Math.round(ran.durationMs), unit: 'ms' as const },
          { label: 'Said last', value: lastOf(ran, 1) || 'nothing' },
        ]
      : []),
  ]
  if (ran)
    return { findings: [judgeEnd(ran, params), judgeDone(unless, ran, params)].filter((finding) => finding !== null), steps: [], facts }
  if (isDone) return { findings: [], steps: [], facts }
  return {
    findings: [],
    steps: [planStep(params, tookMs)],
    // How it went the last time still stands until it has run again.
    notLookedAt: [
      { what: 'exit code', why: 'the program has not run yet', fingerprints: 'exit' },
      { what: 'whether the work is done afterwards', why: 'the program has not run yet', fingerprints: 'not-done' },
    ],
    facts,
  }
}

/** A program that hasn't run yet is taken for one that takes a minute, as any step that doesn't say; it can't take longer than its deadline. */
function planStep({ run, risk, deadline }: RunParams, tookMs: number | null): Step {
  const expectedMs = tookMs ?? (deadline < 60_000 ? deadline : null)
  return {
    key: stepKey,
    title: `Run ${run[0]}`,
    risk,
    preview: { statement: quoteArguments(run) },
    args: {},
    ...(expectedMs === null ? {} : { expectedMs: Math.round(expectedMs) }),
  }
}

const succeeded = (ended: Ended, { success }: RunParams): boolean =>
  !ended.timedOut && ended.exitCode !== null && success.includes(ended.exitCode)

function judgeEnd(ended: Ended, params: RunParams): Finding | null {
  if (succeeded(ended, params)) return null
  const said = lastOf(ended, lastLines)
  return {
    fingerprint: 'exit',
    severity: params.severity,
    title: `${params.run[0]} ${describeEnd(ended, params.deadline)}`,
    detail: said === '' ? 'it printed nothing' : said,
    hint: 'the whole output that was kept is in the evidence of the run.',
    unmet: true,
  }
}

function judgeDone(unless: Ended | null, ended: Ended, params: RunParams): Finding | null {
  if (!unless || unless.exitCode === 0 || !succeeded(ended, params)) return null
  return {
    fingerprint: 'not-done',
    severity: params.severity,
    title: `${params.run[0]} succeeded, but the work isn't done`,
    detail: `${quoteArguments(params.unless ?? [])} ${describeEnd(unless, params.deadline)} afterwards: ${lastOf(unless, lastLines) || 'it printed nothing'}`,
    hint: 'either the program does less than it should, or `unless` asks for something else.',
    unmet: true,
  }
}

/** `exited with 3`, in words that go on from the program's name. */
export function describeEnd({ exitCode, signal, timedOut, durationMs }: Ended, deadlineMs: number): string {
  if (timedOut) return `was ended at its deadline of ${formatDuration(deadlineMs)}`
  if (exitCode === null) return `was ended by ${signal} after ${formatDuration(durationMs)}`
  return `exited with ${exitCode} after ${formatDuration(durationMs)}`
}

/** The last lines of what it had to say: of its errors if there are any, else of its output. */
function lastOf({ stdout, stderr }: Ended, lines: number): string {
  const text = stderr.text.trim() === '' ? stdout.text : stderr.text
  return text.trimEnd().split('\n').slice(-lines).join('\n').trim()
}
