import type { CSSProperties, ReactNode } from 'react'
import classes from './columns.module.css'

type Props = {
  /** How wide the second column is. */
  readonly side: string
  /** On a narrow page, where all stands in one column, the second comes first. */
  readonly sideFirst?: boolean
  /** A page's own order on a narrow page. */
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** Two columns of panels, the first of them wide. */
export const Columns = ({ side, sideFirst, className, children }: Props) => (
  <div
    className={className === undefined ? classes.columns : `${classes.columns} ${className}`}
    data-side-first={sideFirst || undefined}
    style={{ '--side': side } as CSSProperties}
  >
    {children}
  </div>
)

/** Panels below each other. */
export const Column = ({ children }: { readonly children: ReactNode }) => <div className={classes.column}>{children}</div>
