import { useState, type PointerEvent } from 'react'
import { bytes } from '../format/units.ts'
import { moment } from '../time/absolute.ts'
import { byteAxis, nearestTo, placeOn, type Point } from './scale.ts'
import { timeLabels } from './time-labels.ts'
import classes from './time-chart.module.css'

type Props = {
  readonly points: readonly Point[]
  /** What the picture says, for those who don't see it. */
  readonly words: string
}

/** Bytes through time, as a line. The drawing is stretched to its room; what is written stands beside it, so that it is never stretched. */
export function TimeChart({ points, words }: Props) {
  const [pointed, setPointed] = useState<Point | null>(null)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const { from, to, ticks } = byteAxis(points.map(({ value }) => value))
  const x = (at: number): number => placeOn(at, first.at, last.at) * 100
  const y = (value: number): number => 100 - placeOn(value, from, to) * 100
  const line = points.map(({ at, value }, place) => `${place === 0 ? 'M' : 'L'}${x(at).toFixed(2)} ${y(value).toFixed(2)}`).join('')
  const follow = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    setPointed(nearestTo(points, first.at + ((event.clientX - box.left) / box.width) * (last.at - first.at)) ?? null)
  }
  return (
    <div className={classes.chart} role="img" aria-label={words}>
      <div className={classes.values}>
        {ticks.map(({ value, text }) => (
          <span key={value} style={{ top: `${y(value)}%` }}>
            {text}
          </span>
        ))}
      </div>
      <div className={classes.plot} onPointerMove={follow} onPointerDown={follow} onPointerLeave={() => setPointed(null)}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none">
          {ticks.map(({ value }) => (
            <line key={value} className={classes.grid} x1="0" x2="100" y1={y(value)} y2={y(value)} />
          ))}
          {/* What is filled is read as a whole, so only an axis from zero has it. */}
          {from === 0 && <path className={classes.area} d={`${line}V100H${x(first.at)}Z`} />}
          <path className={classes.line} d={line} />
        </svg>
        <Dot point={last} x={x} y={y} />
        {pointed && (
          <>
            <Dot point={pointed} x={x} y={y} />
            <span className={classes.told} data-right={x(pointed.at) > 50 || undefined} style={{ left: `${x(pointed.at)}%` }}>
              <strong>{bytes(pointed.value)}</strong> {moment(pointed.at)}
            </span>
          </>
        )}
      </div>
      <div className={classes.times}>
        {timeLabels(first.at, last.at).map(({ at, text }, place, all) => (
          <span key={at} data-place={place === 0 ? 'first' : place === all.length - 1 ? 'last' : undefined} style={{ left: `${x(at)}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  )
}

type Place = (value: number) => number

const Dot = ({ point, x, y }: { readonly point: Point; readonly x: Place; readonly y: Place }) => (
  <span className={classes.dot} style={{ left: `${x(point.at)}%`, top: `${y(point.value)}%` }} />
)
