import type { Database } from '../../api/types.ts'
import { TimeChart } from '../../ui/chart/time-chart.tsx'
import { bytes, duration, plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { moment } from '../../ui/time/absolute.ts'
import { SeenBy, SourceNote } from './source-note.tsx'
import { growthWords, untilFull } from './words.ts'
import classes from './database.module.css'

type Props = { readonly stack: string; readonly size: Database['size']; readonly zone: string }

/** How it grew, and where that leads. */
export function SizePanel({ stack, size, zone }: Props) {
  const points = size.samples.map(({ at, bytes: value }) => ({ at: Date.parse(at), value }))
  return (
    <Panel title="Size over time" flush aside={<SeenBy stack={stack} source={size.source} zone={zone} />}>
      <SourceNote stack={stack} source={size.source} />
      {points.length > 0 && (
        <div className={classes.figure}>
          <p className={classes.lead}>{sentence(size)}</p>
          {points.length > 1 ? (
            <TimeChart points={points} words={pictureWords(points)} />
          ) : (
            <p className={classes.small}>One look so far; the next one begins the curve.</p>
          )}
        </div>
      )}
    </Panel>
  )
}

function sentence({ bytes: now, growthPerDay, growthOverMs, limitBytes, daysUntilFull }: Database['size']): string {
  if (now === null) return 'Its size now is not known.'
  const growth =
    growthPerDay === null
      ? 'how fast it grows takes looks that are an hour apart'
      : `${growthWords(growthPerDay)}${growthOverMs === null ? '' : `, measured over ${duration(growthOverMs)}`}`
  const end =
    (limitBytes === null ? 'no limit is set' : `limit ${bytes(limitBytes)}`) +
    (daysUntilFull === null ? '' : `, ${daysUntilFull > 0 ? 'full ' : ''}${untilFull(daysUntilFull)}`)
  return `${bytes(now)}; ${growth}; ${end}.`
}

function pictureWords(points: readonly { at: number; value: number }[]): string {
  const [first, last] = [points[0]!, points.at(-1)!]
  return `Size at ${plural(points.length, 'look')}: ${bytes(first.value)} on ${moment(first.at)}, ${bytes(last.value)} on ${moment(last.at)}; at least ${bytes(Math.min(...points.map(({ value }) => value)))}, at most ${bytes(Math.max(...points.map(({ value }) => value)))}`
}
