import type { Task } from '../../api/types.ts'
import { RowLink } from '../../ui/layout/row-link.tsx'
import { Pill } from '../../ui/status/pill.tsx'
import { runStates, runStateWords } from '../../ui/status/run-state.ts'
import { severities } from '../../ui/status/severity.ts'
import { StateIcon } from '../../ui/status/state-icon.tsx'
import { cadenceWords } from '../../ui/time/cadence-words.ts'
import { Time } from '../../ui/time/time.tsx'
import classes from './task-row.module.css'

/** One task: how it is, what it is, when it is due, and what its last run found. */
export function TaskRow({ task }: { readonly task: Task }) {
  const state = task.openRun?.state ?? task.lastRun?.state ?? 'due'
  return (
    <li className={classes.row}>
      <StateIcon state={state} />
      <div className={classes.words}>
        <RowLink to={`/tasks/${task.stack}/${task.task}`}>{task.title}</RowLink>
        <span className={classes.sub}>
          <code>{task.task}</code> · {task.procedure}
          {task.target !== null && ` on ${task.target}`}
        </span>
      </div>
      <span className={classes.every}>
        {cadenceWords(task.every)}
        {task.policy !== 'auto' && <small>{task.policy === 'approve' ? 'needs approval' : 'sign-off'}</small>}
      </span>
      <span className={classes.last}>
        <Last task={task} />
        {task.openFindings > 0 && task.worstSeverity !== null && (
          <Pill tone={severities[task.worstSeverity].tone} icon={severities[task.worstSeverity].icon} bare>
            {task.openFindings} {task.openFindings === 1 ? 'finding' : 'findings'}
          </Pill>
        )}
      </span>
      <span className={classes.next}>{task.nextDueAt === null ? 'on demand' : <Time at={task.nextDueAt} zone={task.timezone} />}</span>
    </li>
  )
}

function Last({ task: { openRun, lastRun, timezone } }: { readonly task: Task }) {
  if (openRun !== null) return <span>{runStateWords({ ...openRun, phase: null })}</span>
  if (lastRun === null) return <span>has not run yet</span>
  return (
    <span>
      {runStates[lastRun.state].words} {lastRun.endedAt !== null && <Time at={lastRun.endedAt} zone={timezone} />}
    </span>
  )
}
