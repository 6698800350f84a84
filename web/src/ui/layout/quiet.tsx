import type { ReactNode } from 'react'
import classes from './quiet.module.css'

/** A sentence in a panel where rows would be. */
export const Quiet = ({ children }: { readonly children: ReactNode }) => <p className={classes.quiet}>{children}</p>
