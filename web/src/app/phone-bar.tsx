import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { Link, NavLink } from 'react-router'
import { useCounts } from './counts.ts'
import { LiveBadge } from './live-badge.tsx'
import { Mark } from './mark.tsx'
import { places } from './places.ts'
import classes from './phone-bar.module.css'

/** On a phone: the four places that are asked for most, under the thumb, and the rest behind a menu. */
export function PhoneBar({ menu }: { readonly menu: () => void }) {
  const counts = useCounts()
  return (
    <nav aria-label="Main" className={classes.bar}>
      {places
        .filter(({ phone }) => phone)
        .map(({ to, words, icon: Glyph }) => (
          <NavLink key={to} to={to} end={to === '/'} className={classes.item}>
            <Glyph size={21} stroke={1.6} aria-hidden />
            {words}
            {counts[to] && (
              <span className={classes.count} data-tone={counts[to].tone}>
                {counts[to].value}
                <VisuallyHidden> {counts[to].words}</VisuallyHidden>
              </span>
            )}
          </NavLink>
        ))}
      <UnstyledButton className={classes.item} onClick={menu} aria-haspopup="dialog">
        <IconMenu2 size={21} stroke={1.6} aria-hidden />
        More
      </UnstyledButton>
    </nav>
  )
}

/** On a phone: whose page it is, and whether it is live. */
export function PhoneTop() {
  return (
    <section aria-label="Upkeep" className={classes.top}>
      <Link to="/" className={classes.brand}>
        <Mark size={22} />
        Upkeep
      </Link>
      <LiveBadge />
    </section>
  )
}
