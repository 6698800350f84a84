import { useLiveState } from '../api/live.ts'
import { Time } from '../ui/time/time.tsx'
import { useNow } from '../ui/time/clock.ts'
import { distance } from '../ui/time/relative.ts'
import classes from './live.module.css'

/** Whether what one sees is live; small, and always there. */
export function LiveBadge() {
  const { state } = useLiveState()
  const words = { live: 'Live', connecting: 'Connecting', lost: 'Not live' }[state]
  return (
    <span className={classes.badge} data-state={state}>
      <span className={classes.dot} aria-hidden />
      {words}
    </span>
  )
}

/** Across the page, for as long as live updates don't come. */
export function LostBanner() {
  const { state, heardAt, retryAt } = useLiveState()
  const now = useNow()
  return (
    <div role="status" aria-live="polite">
      {state === 'lost' && (
        <p className={classes.banner}>
          <strong>Live updates paused, retrying{retryAt !== null && retryAt > now ? ` in ${distance(retryAt - now)}` : ''}.</strong>{' '}
          <span>
            Last heard from the server <Time at={new Date(heardAt).toISOString()} />; the page asks every 5 s instead.
          </span>
        </p>
      )}
    </div>
  )
}
