import { useId, type ReactNode } from 'react'
import classes from './panel.module.css'
import type { Tone } from '../status/tone.ts'

type Props = {
  readonly title?: ReactNode
  readonly count?: number | undefined
  readonly aside?: ReactNode
  /** A coloured edge, for what must be seen first. */
  readonly tone?: Tone | undefined
  /** Rows that reach from edge to edge. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** A titled box: the page's one kind of container. */
export function Panel({ title, count, aside, tone, flush, children }: Props) {
  const id = useId()
  return (
    <section className={classes.panel} data-tone={tone} data-edged={tone ? true : undefined} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={classes.header}>
          <h2 id={id} className={classes.title}>
            {title}
            {count !== undefined && <span className={classes.count}>{count}</span>}
          </h2>
          {aside && <div className={classes.aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  )
}
