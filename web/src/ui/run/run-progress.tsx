import type { Run, RunSummary } from '../../api/types.ts'
import { count } from '../format/units.ts'
import { measure } from '../format/measure.ts'
import classes from './progress.module.css'

type Props = { readonly done: number; readonly of: number | null; readonly label: string }

/** A bar for what is known to end, a moving stripe for what isn't. */
export function ProgressBar({ done, of, label }: Props) {
  const share = of === null || of === 0 ? null : Math.min(1, done / of)
  return (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
    >
      <span className={share === null ? classes.stripe : classes.fill} style={share === null ? undefined : { width: `${share * 100}%` }} />
    </div>
  )
}

/** How far a run is: whole steps, and the share of the one that is going on. */
export function runProgress(run: RunSummary, steps: Run['steps']): { readonly done: number; readonly of: number | null } {
  if (!run.stepsPlanned || run.phase === 'inspecting') return { done: 0, of: null }
  const current = steps.find((step) => step.state === 'started')?.progress
  const share = current?.of ? Math.min(1, current.done / current.of) : 0
  return { done: run.stepsDone + share, of: run.stepsPlanned }
}

/** `412,000 of 1,204,551 rows`, or why it stands still. */
export function progressWords(progress: NonNullable<Run['steps'][number]['progress']>): string {
  if (progress.paused) return `pauses: ${progress.paused.join('; ')}`
  return progress.of === null
    ? measure(progress.done, progress.unit)
    : `${progress.unit === 'bytes' ? measure(progress.done, 'bytes') : count(progress.done)} of ${measure(progress.of, progress.unit)}`
}
