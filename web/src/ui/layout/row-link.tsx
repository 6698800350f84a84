import type { ReactNode } from 'react'
import { Link } from 'react-router'
import classes from './row-link.module.css'

type Props = {
  readonly to: string
  /** One line, cut where the room ends. Defaults to true; on a narrow page it always wraps. */
  readonly clip?: boolean
  readonly children: ReactNode
}

/** The link of a row in a list. The whole row is its target (the row is `position: relative`), and `j` and `k` walk from one to the next. */
export function RowLink({ to, clip = true, children }: Props) {
  return (
    <Link to={to} className={classes.link} data-clip={clip || undefined} data-row>
      {children}
    </Link>
  )
}
