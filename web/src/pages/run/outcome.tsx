import type { Run } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { runStates } from '../../ui/status/run-state.ts'
import { Time } from '../../ui/time/time.tsx'
import classes from './run.module.css'

/** How it stands, or how it ended, in a sentence; and the error with what to do about it. */
export function Outcome({ run }: { readonly run: Run }) {
  const { tone, icon: Glyph, meaning } = runStates[run.state]
  const asked = run.state === 'waiting' && run.waitingFor !== 'window'
  if ((run.state === 'running' || asked) && run.error === null && run.cancelRequestedBy === null) return null
  return (
    <div className={classes.outcome} data-tone={tone}>
      <Glyph size={20} stroke={1.9} aria-hidden />
      <div>
        <p className={classes.outcomeTitle}>{sentence(run)}</p>
        {run.cancelRequestedBy !== null && run.endedAt === null && (
          <p>{run.cancelRequestedBy} asked for it to be cancelled; it stops at its next checkpoint.</p>
        )}
        {run.waitingUntil !== null && run.state === 'waiting' && (
          <p>
            Goes on <Time at={run.waitingUntil} /> (<Time at={run.waitingUntil} as="clock" />
            ).
          </p>
        )}
        {run.error !== null && (
          <>
            {run.summary?.includes(run.error.message) !== true && <p className={classes.message}>{run.error.message}</p>}
            {run.error.hint !== null && <p>{run.error.hint}</p>}
            {run.error.transient === true && run.endedAt === null && <p>It may pass: it will be tried again by itself.</p>}
          </>
        )}
        {run.error === null && run.summary === null && <p>{capital(meaning)}.</p>}
      </div>
    </div>
  )
}

function sentence(run: Run): string {
  if (run.summary !== null) return capital(run.summary)
  switch (run.state) {
    case 'queued':
      return run.attempt > 1 ? `Waits for its try number ${run.attempt}` : 'Waits for a worker'
    case 'waiting':
      return run.waitingFor === 'window'
        ? 'Waits for its window to open'
        : run.waitingFor === 'sign-off'
          ? 'Waits for a person to sign'
          : 'Waits for a person to approve its plan'
    case 'converged':
      return run.stepsDone === 0
        ? 'Looked; there was nothing to do'
        : `${plural(run.stepsDone, 'step')} done; a second look found none left`
    case 'planned':
      return `${plural(run.stepsPlanned ?? 0, 'step')} planned; nothing was changed`
    case 'diverged':
      return 'The second look found a step left, or that a step was done in vain'
    case 'failed':
      return 'It could not be carried out'
    case 'cancelled':
      return 'A person stopped it'
    case 'running':
      return 'It is running'
  }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
