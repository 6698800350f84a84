import { Button } from '@mantine/core'
import { IconAlertCircle, IconRefresh } from '@tabler/icons-react'
import { asFailure } from '../../api/failure.ts'
import { Words } from '../text/words.tsx'
import classes from './failure-note.module.css'

type Props = {
  readonly error: unknown
  /** What was being done: "the runs couldn't be read". */
  readonly what?: string
  readonly retry?: () => void
}

/** What went wrong, in the server's words, and what to do about it. What isn't there is not there at the second try either. */
export function FailureNote({ error, what, retry }: Props) {
  const failure = asFailure(error)
  const missing = failure.status === 404
  const problems = failure.problems.filter((problem) => problem.message !== failure.message)
  return (
    <div role="alert" className={classes.note} data-tone="trouble">
      <IconAlertCircle size={20} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.message}>{what && !missing ? `${what}: ${failure.message}` : failure.message}</p>
        {problems.length > 0 && (
          <ul className={classes.problems}>
            {problems.map((problem) => (
              <li key={problem.message}>{problem.hint ? `${problem.message} (${problem.hint})` : problem.message}</li>
            ))}
          </ul>
        )}
        {failure.hint && (
          <p className={classes.hint}>
            <Words text={failure.hint} />
          </p>
        )}
      </div>
      {retry && !missing && (
        <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}
