import { count } from '../../ui/format/units.ts'
import { runStates, statesByWeight } from '../../ui/status/run-state.ts'
import { totalOf, type Counts } from './tally.ts'
import classes from './calendar.module.css'

/** What is over from left to right, and what is to come at the right end. */
const barOrder = [
  'converged',
  'planned',
  'cancelled',
  'waiting',
  'queued',
  'running',
  'diverged',
  'failed',
  'due',
] as const satisfies (typeof statesByWeight)[number][]

/** `2 failed, 280 converged, 100+ due`. */
export const countWords = (counts: Counts, more = false): string =>
  statesByWeight
    .filter((state) => (counts[state] ?? 0) > 0)
    .map((state) => `${count(counts[state] ?? 0)}${more && state === 'due' ? '+' : ''} ${runStates[state].words}`)
    .join(', ')

/** How many ended how, as one thin bar; the words stand beside it or in its tooltip. */
export function CountBar({ counts }: { readonly counts: Counts }) {
  const total = totalOf(counts)
  return (
    <span className={classes.bar} aria-hidden>
      {barOrder.map((state) => {
        const number = counts[state] ?? 0
        return (
          number > 0 && (
            <span
              key={state}
              data-tone={runStates[state].tone}
              data-due={state === 'due' || undefined}
              style={{ flexGrow: number / total }}
            />
          )
        )
      })}
    </span>
  )
}
