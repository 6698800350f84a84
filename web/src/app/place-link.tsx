import { VisuallyHidden } from '@mantine/core'
import { NavLink } from 'react-router'
import type { Count } from './counts.ts'
import type { Place } from './places.ts'
import classes from './place-link.module.css'

export function PlaceLink({
  place,
  count,
  onGo,
}: {
  readonly place: Place
  readonly count: Count | undefined
  readonly onGo?: () => void
}) {
  const { icon: Glyph, to, words } = place
  return (
    <NavLink to={to} end={to === '/'} className={classes.link} onClick={onGo}>
      <Glyph size={18} stroke={1.7} aria-hidden />
      <span className={classes.words}>{words}</span>
      {count && (
        <span className={classes.count} data-tone={count.tone}>
          {count.value}
          <VisuallyHidden> {count.words}</VisuallyHidden>
        </span>
      )}
    </NavLink>
  )
}
