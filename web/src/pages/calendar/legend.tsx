import { runStates } from '../../ui/status/run-state.ts'
import { Pill } from '../../ui/status/pill.tsx'
import classes from './calendar.module.css'

const shown = ['converged', 'diverged', 'failed', 'running', 'waiting', 'cancelled', 'due'] as const

/** What the signs mean. */
export function Legend() {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {shown.map((state) => (
        <li key={state}>
          <Pill tone={runStates[state].tone} icon={runStates[state].icon} title={runStates[state].meaning} bare>
            {runStates[state].words}
          </Pill>
        </li>
      ))}
    </ul>
  )
}
