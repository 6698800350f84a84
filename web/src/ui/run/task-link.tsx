import { Link } from 'react-router'
import type { TaskLink as TaskLinkType } from '../../api/types.ts'
import { StateIcon } from '../status/state-icon.tsx'
import { runStates } from '../status/run-state.ts'
import { Time } from '../time/time.tsx'
import classes from './task-link.module.css'

type Props = { readonly stack: string; readonly task: TaskLinkType; readonly zone?: string | undefined }

/** The task that sees to something, and its last run. */
export function TaskLink({ stack, task: { task, title, lastRun, openRun }, zone }: Props) {
  const run = openRun ?? lastRun
  return (
    <span className={classes.link}>
      <Link to={`/tasks/${stack}/${task}`}>{title}</Link>
      {run === null ? (
        <span className={classes.run}>has not run yet</span>
      ) : (
        <Link to={`/runs/${run.id}`} className={classes.run}>
          <StateIcon state={run.state} size={14} />
          {openRun ? runStates[openRun.state].words : lastRun?.endedAt && <Time at={lastRun.endedAt} zone={zone} />}
        </Link>
      )}
    </span>
  )
}
