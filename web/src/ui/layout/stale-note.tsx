import { Button } from '@mantine/core'
import { IconClockExclamation } from '@tabler/icons-react'
import { asFailure } from '../../api/failure.ts'
import { Time } from '../time/time.tsx'
import classes from './failure-note.module.css'

/** Says that what stands below is old, how old, and why: nothing is ever silently stale. */
export function StaleNote({
  what,
  since,
  error,
  retry,
}: {
  readonly what: string
  readonly since: number
  readonly error: unknown
  readonly retry: () => void
}) {
  return (
    <div role="status" className={classes.note} data-tone="attention">
      <IconClockExclamation size={20} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.message}>
          What you see is {what} as read <Time at={new Date(since).toISOString()} />
        </p>
        <p className={classes.hint}>{asFailure(error).message}; trying again by itself</p>
      </div>
      <Button variant="default" onClick={retry}>
        Try now
      </Button>
    </div>
  )
}
