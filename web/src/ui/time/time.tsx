import { Tooltip } from '@mantine/core'
import { localZone, moment, shortDate, clockTime } from './absolute.ts'
import { useNow } from './clock.ts'
import { relative } from './relative.ts'
import classes from './time.module.css'

type Props = {
  /** ISO 8601. */
  readonly at: string
  /** The stack's zone, shown in the tooltip beside the viewer's. */
  readonly zone?: string | undefined
  /** `relative`: in 4 min. `clock`: 03:00:12, or with the date when it isn't today. `full`: date and time in seconds. Default `relative`. */
  readonly as?: 'relative' | 'clock' | 'full'
}

/** A moment. The tooltip has it in full: in the viewer's zone, the stack's and UTC. */
export function Time({ at, zone, as = 'relative' }: Props) {
  const atMs = Date.parse(at)
  const now = useNow()
  return (
    <Tooltip label={<InZones atMs={atMs} zone={zone} />}>
      <time dateTime={at} className={classes.time}>
        {words(atMs, now, as)}
      </time>
    </Tooltip>
  )
}

function words(atMs: number, now: number, as: 'relative' | 'clock' | 'full'): string {
  if (as === 'full') return moment(atMs)
  if (as === 'relative') return relative(atMs, now)
  return new Date(atMs).toDateString() === new Date(now).toDateString() ? clockTime(atMs) : `${shortDate(atMs, now)}, ${clockTime(atMs)}`
}

function InZones({ atMs, zone }: { atMs: number; zone?: string | undefined }) {
  const zones = [...new Set([localZone(), ...(zone ? [zone] : []), 'UTC'])]
  return (
    <dl className={classes.zones}>
      {zones.map((name) => (
        <div key={name}>
          <dt>{name === localZone() ? `${name} (here)` : name}</dt>
          <dd>{moment(atMs, name)}</dd>
        </div>
      ))}
    </dl>
  )
}
