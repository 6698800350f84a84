import { runStates } from '../../ui/status/run-state.ts'
import { Pill } from '../../ui/status/pill.tsx'
import { frequentFrom } from './tally.ts'
import classes from './calendar.module.css'

const shown = ['converged', 'diverged', 'failed', 'running', 'waiting', 'cancelled', 'due'] as const

/** What the signs and the numbers mean. */
export function Legend({ frequent }: { /** The frequent tasks are summed up above. */ readonly frequent: boolean }) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {shown.map((state) => (
        <li key={state}>
          <Pill tone={runStates[state].tone} icon={runStates[state].icon} title={runStates[state].meaning} bare>
            {runStates[state].words}
          </Pill>
        </li>
      ))}
      {frequent && (
        <li className={classes.legendWords}>frequent: tasks with {frequentFrom} or more runs on that day, and the runs of all of them</li>
      )}
    </ul>
  )
}
