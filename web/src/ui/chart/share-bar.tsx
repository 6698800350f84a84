import type { Tone } from '../status/tone.ts'
import classes from './share-bar.module.css'

/** A share of a whole as a thin bar, beside the number that says it; `share` is 0 to 1. */
export function ShareBar({ share, tone = 'quiet' }: { readonly share: number; readonly tone?: Tone }) {
  return (
    <span className={classes.track} data-tone={tone} aria-hidden>
      <span className={classes.fill} style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  )
}
