import { VisuallyHidden } from '@mantine/core'
import type { Occurrence } from '../../api/types.ts'
import { runStates } from './run-state.ts'
import classes from './state-icon.module.css'

/** A run's state as an icon alone, where a word stands elsewhere in the row; screen readers get the word. */
export function StateIcon({ state, size = 18 }: { readonly state: Occurrence['state']; readonly size?: number }) {
  const { icon: Glyph, tone, words } = runStates[state]
  return (
    <span className={classes.icon} data-tone={tone}>
      <Glyph size={size} stroke={1.9} aria-hidden className={state === 'running' ? classes.spin : undefined} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  )
}
