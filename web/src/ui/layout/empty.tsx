import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './empty.module.css'

/** Nothing to show, and what that means. */
export function Empty({ icon: Glyph, title, children }: { readonly icon: Icon; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <Glyph size={26} stroke={1.5} aria-hidden />
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.words}>{children}</div>}
    </div>
  )
}
