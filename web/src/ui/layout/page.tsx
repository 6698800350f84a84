import { useEffect, useRef, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import classes from './page.module.css'

type Props = {
  readonly title: string
  /** A large icon before the title. */
  readonly lead?: ReactNode
  /** What stands before the title: where it belongs. */
  readonly above?: ReactNode
  readonly beside?: ReactNode
  readonly below?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The page that has had the focus; the first one after loading leaves it to the browser. */
let focusedFor: string | null = null

/** A page's frame: its one h1, which also names the browser's tab and takes the focus after a change of page, for those who listen rather than look. */
export function Page({ title, lead, above, beside, below, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    document.title = `${title} · Upkeep`
  }, [title])
  useEffect(() => {
    if (focusedFor !== null && focusedFor !== pathname) heading.current?.focus({ preventScroll: true })
    focusedFor = pathname
  }, [pathname])
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        {lead}
        <div className={classes.words}>
          {above && <div className={classes.above}>{above}</div>}
          <div className={classes.line}>
            <h1 ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </h1>
            {beside}
          </div>
          {below && <div className={classes.below}>{below}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
