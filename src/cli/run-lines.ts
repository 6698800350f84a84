import { formatDuration } from '../base/duration.ts'
import type { StepView } from '../app/views/plan.ts'
import type { RunView } from '../app/views/run.ts'
import { oneLine } from './columns.ts'
import { countOf, formatNumber } from '../base/number.ts'

/** What happened to a run between two looks at it, a line each, oldest first. `null` is before the first look. */
export function linesBetween(before: RunView | null, now: RunView): readonly string[] {
  return [...beginningLines(before, now), ...planLines(before, now), ...stepChanges(before, now), ...phaseLines(before, now)]
}

function beginningLines(before: RunView | null, now: RunView): readonly string[] {
  if (now.state === 'queued' && before?.state !== 'queued') return [now.attempt > 0 ? 'waits for its next try' : 'waits for a worker']
  if (now.worker && now.state === 'running' && (before?.state !== 'running' || before.attempt !== now.attempt)) {
    return [now.attempt > 1 ? `attempt ${now.attempt}, on ${now.worker.host}` : `a worker on ${now.worker.host} has it`]
  }
  return []
}

function planLines(before: RunView | null, now: RunView): readonly string[] {
  if (!now.plan || now.plan.hash === before?.plan?.hash) return []
  const { length } = now.plan.steps
  return [length === 0 ? 'nothing to do' : `plan: ${countOf(length, 'step')}`]
}

function stepChanges(before: RunView | null, now: RunView): readonly string[] {
  const known = new Map((before?.steps ?? []).map((step) => [step.ordinal, step]))
  const total = Math.max(now.plan?.steps.length ?? 0, now.steps.length)
  return now.steps.flatMap((step) => {
    const earlier = known.get(step.ordinal)
    const name = `step ${step.ordinal} of ${total}: ${oneLine(step.title)}`
    const begun = earlier ? [] : [name]
    return step.state === 'started' || earlier?.state === step.state ? begun : [...begun, `  ${endOfStep(step)}`]
  })
}

function endOfStep(step: StepView): string {
  const took = step.durationMs === null ? '' : ` in ${formatDuration(step.durationMs)}`
  const said = step.error ?? step.summary
  return `${step.state}${took}${said ? `: ${oneLine(said)}` : ''}`
}

function phaseLines(before: RunView | null, now: RunView): readonly string[] {
  return now.phase === 'verifying' && before?.phase !== 'verifying' && now.steps.length > 0 ? ['looks again'] : []
}

/** One line about what is going on right now, with a bar when the step says how far it is; null when nothing is. */
export function liveLine(run: RunView, width: number): string | null {
  if (run.endedAt !== null || run.state === 'waiting') return null
  const step = run.steps.findLast(({ state }) => state === 'started')
  if (step?.progress?.paused) return `pauses: ${oneLine(step.progress.paused.join('; '))}`
  if (step?.progress) return progressLine(step.progress, width)
  if (step) return oneLine(step.title)
  if (run.state === 'queued') return 'waits for a worker'
  return run.phase === 'verifying' ? 'looks again' : 'looks'
}

/** `[######------]  52 %  1,200 of 2,300 rows`; without an end, only the count. */
export function progressLine({ done, of, unit }: NonNullable<StepView['progress']>, width: number): string {
  if (of === null || of <= 0) return `${formatNumber(done)} ${unit}`
  const share = Math.min(1, Math.max(0, done / of))
  const words = `${String(Math.floor(share * 100)).padStart(3)} %  ${formatNumber(done)} of ${formatNumber(of)} ${unit}`
  const room = Math.min(40, width - words.length - 6)
  if (room < 8) return words.trimStart()
  const filled = Math.floor(share * room)
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}] ${words}`
}
