import type { ReactNode } from 'react'
import classes from './filter.module.css'

export function Filters({ children }: { readonly children: ReactNode }) {
  return (
    <div role="search" className={classes.filters}>
      {children}
    </div>
  )
}
