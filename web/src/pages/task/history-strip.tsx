import { Tooltip } from '@mantine/core'
import type { RunSummary } from '../../api/types.ts'
import { duration, plural } from '../../ui/format/units.ts'
import { runStates, statesByWeight } from '../../ui/status/run-state.ts'
import { moment } from '../../ui/time/absolute.ts'
import classes from './task.module.css'

const shown = 60

/** The last runs as bars, oldest first: the colour is how each ended, the height how long it took (by the square root, so that short runs stay visible). */
export function HistoryStrip({ runs }: { readonly runs: readonly RunSummary[] }) {
  const ended = runs
    .filter(({ mode, durationMs }) => mode === 'run' && durationMs !== null)
    .slice(0, shown)
    .toReversed()
  if (ended.length < 2) return null
  const longest = Math.max(1, ...ended.map(({ durationMs }) => durationMs ?? 0))
  const sums = statesByWeight
    .map((state) => ({ state, number: ended.filter((run) => run.state === state).length }))
    .filter(({ number }) => number > 0)
  const words = `The last ${plural(ended.length, 'run')}: ${sums.map(({ state, number }) => `${number} ${runStates[state].words}`).join(', ')}; the longest took ${duration(longest)}`
  return (
    <div className={classes.strip} role="img" aria-label={words}>
      {ended.map((run) => (
        <Tooltip
          key={run.id}
          label={`${runStates[run.state].words} in ${duration(run.durationMs ?? 0)}, ${moment(Date.parse(run.startedAt ?? run.dueAt))}`}
        >
          <span
            className={classes.bar}
            data-tone={runStates[run.state].tone}
            style={{ height: `${Math.max(8, 100 * Math.sqrt((run.durationMs ?? 0) / longest))}%` }}
          />
        </Tooltip>
      ))}
    </div>
  )
}
