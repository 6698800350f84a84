import { ActionIcon, Tooltip } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { Link } from 'react-router'
import { mayDo, useSession } from '../api/session.ts'
import { Account } from './account.tsx'
import { useCounts } from './counts.ts'
import { LiveBadge } from './live-badge.tsx'
import { Mark } from './mark.tsx'
import { PlaceLink } from './place-link.tsx'
import { places } from './places.ts'
import { SchemeSwitch } from './scheme-switch.tsx'
import classes from './sidebar.module.css'

type Props = { readonly label: string; readonly help: () => void; readonly onGo?: () => void }

/** Where one can go, whether the page is live, and who one is. `onGo`: something was chosen. */
export function Sidebar({ label, help, onGo }: Props) {
  const { role } = useSession()
  const counts = useCounts()
  return (
    <nav aria-label={label} className={classes.sidebar}>
      <div className={classes.top}>
        <Link to="/" className={classes.brand} {...(onGo ? { onClick: onGo } : {})}>
          <Mark />
          Upkeep
        </Link>
        <LiveBadge />
      </div>
      <div className={classes.places}>
        {places
          .filter(({ needs }) => needs === undefined || mayDo(role, needs))
          .map((place) => (
            <PlaceLink key={place.to} place={place} count={counts[place.to]} {...(onGo ? { onGo } : {})} />
          ))}
      </div>
      <div className={classes.foot}>
        <Account />
        <Tooltip label="Keyboard (?)">
          <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label="Keyboard shortcuts" onClick={help}>
            <IconKeyboard size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <SchemeSwitch />
      </div>
    </nav>
  )
}
