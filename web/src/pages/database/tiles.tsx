import type { ReactNode } from 'react'
import type { Database } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { bytes, count, plural, roughly } from '../../ui/format/units.ts'
import type { Tone } from '../../ui/status/tone.ts'
import { growthWords, percent, untilFull } from './words.ts'
import classes from './tiles.module.css'

type Tile = {
  readonly name: string
  readonly value: ReactNode
  readonly more?: ReactNode
  /** Why the value is null. Default: not known. */
  readonly unknown?: string | undefined
  readonly share?: number
  readonly tone?: Tone | undefined
}

/** The few numbers that say how it is. What is not known says so: a dash is no zero. */
export function Tiles({ database }: { readonly database: Database }) {
  const tiles = [
    sizeTile(database),
    growthTile(database),
    deadTile(database),
    queriesTile(database),
    connectionsTile(database),
    idsTile(database),
  ]
  return (
    <dl className={classes.tiles}>
      {tiles
        .filter((tile) => tile !== null)
        .map(({ name, value, more, unknown = 'not known', share, tone }) => (
          <div key={name} className={classes.tile} data-tone={tone}>
            <dt>{name}</dt>
            <dd>
              <span className={classes.value}>{value ?? '–'}</span>
              <span className={classes.more}>{value === null ? unknown : more}</span>
              {share !== undefined && value !== null && <ShareBar share={share} tone={tone ?? 'quiet'} />}
            </dd>
          </div>
        ))}
    </dl>
  )
}

/** A dimension is said to be near its end from here on. */
const nearEnd = 0.8
const warnFrom = (share: number): Tone | undefined => (share >= 0.95 ? 'trouble' : share >= nearEnd ? 'attention' : undefined)

function sizeTile({ size, tables }: Database): Tile {
  const number = tables.seen === null ? null : plural(tables.seen, 'table')
  if (size.bytes === null || size.limitBytes === null) return { name: 'Size', value: size.bytes && bytes(size.bytes), more: number }
  const share = size.bytes / size.limitBytes
  return { name: 'Size', value: bytes(size.bytes), more: `of ${bytes(size.limitBytes)} allowed`, share, tone: warnFrom(share) }
}

function growthTile({ size: { bytes: size, growthPerDay, daysUntilFull } }: Database): Tile {
  if (growthPerDay === null)
    return { name: 'Growth a day', value: null, unknown: size === null ? undefined : 'known after an hour of looks' }
  const soon = daysUntilFull !== null && daysUntilFull < 30
  return {
    name: 'Growth a day',
    value: growthWords(growthPerDay).replace(' a day', ''),
    more: daysUntilFull === null ? (growthPerDay > 0 ? 'its end is not known' : 'no end in sight') : `full ${untilFull(daysUntilFull)}`,
    tone: soon ? 'attention' : undefined,
  }
}

function deadTile({ kind, tables: { rows } }: Database): Tile | null {
  if (kind === 'sqlite') return null
  const counted = rows.filter(({ deadRows }) => deadRows !== null)
  const dead = counted.reduce((sum, { deadRows }) => sum + (deadRows ?? 0), 0)
  const living = counted.reduce((sum, table) => sum + (table.rows ?? 0), 0)
  const due = rows.filter(({ needs }) => needs.length > 0).length
  if (counted.length === 0) return { name: 'Dead rows', value: null }
  return {
    name: 'Dead rows',
    value: roughly(dead),
    more: due > 0 ? `${plural(due, 'table needs', 'tables need')} care` : `${percent(dead / Math.max(1, dead + living))} of all rows`,
    tone: due > 0 ? 'attention' : undefined,
  }
}

function queriesTile({ queries }: Database): Tile | null {
  if (queries === null) return null
  const slow = queries.rows.filter(({ needs }) => needs.length > 0).length
  return {
    name: 'Slow statements',
    value: queries.calls === null ? null : count(slow),
    more: queries.calls === null ? undefined : `in ${roughly(queries.calls)} calls`,
    tone: slow > 0 ? 'attention' : undefined,
  }
}

function connectionsTile({ sessions }: Database): Tile | null {
  if (sessions === null) return null
  const { used, max, waits } = sessions
  if (used === null || max === null) return { name: 'Connections', value: null }
  const waiting = waits.filter(({ depth }) => depth > 0).length
  return {
    name: 'Connections',
    value: count(used),
    more: waiting > 0 ? `${plural(waiting, 'session waits', 'sessions wait')} for locks` : `of ${count(max)}`,
    share: used / max,
    tone: waiting > 0 ? 'attention' : warnFrom(used / max),
  }
}

function idsTile({ horizon }: Database): Tile | null {
  if (horizon === null) return null
  const worst = horizon.ids.toSorted((a, b) => b.age / b.stopsAt - a.age / a.stopsAt)[0]
  if (!worst) return { name: 'Transaction ids used', value: null }
  const share = worst.age / worst.stopsAt
  return {
    name: 'Transaction ids used',
    value: percent(share),
    more: `${roughly(worst.age)} of ${roughly(worst.stopsAt)}`,
    share,
    tone: warnFrom(share),
  }
}
