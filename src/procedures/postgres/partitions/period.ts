import type { TimeType } from '../../../backup/archive/condition.ts'
import { momentsOf, wallAt } from '../../../stack/zone.ts'

export const everyWords = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type Every = (typeof everyWords)[number]

/** How periods follow one another on a column: how long they are, where days begin, and what the column says of a moment. */
export type Calendar = { readonly every: Every; readonly timezone: string; readonly columnType: TimeType }

/**
 * A span that one partition holds, as the column has it: moments of a timestamptz, else wall times of the zone, each as ISO 8601 with a Z. `wallMs` is
 * its beginning as a clock shows it, for the name.
 */
export type Period = { readonly from: string; readonly to: string; readonly wallMs: number }

/** The period in which a value of the column lies, and `count` - 1 more. */
export function periodsFrom(value: string, calendar: Calendar, count: number): readonly Period[] {
  const { every, timezone, columnType } = calendar
  const ms = Date.parse(value)
  const first = beginOf(columnType === 'timestamptz' ? wallAt(timezone, ms) : ms, every)
  const walls = Array.from({ length: count + 1 }, (_, n) => step(first, every, n))
  const text = (wallMs: number): string => new Date(columnType === 'timestamptz' ? momentsOf(timezone, wallMs).first : wallMs).toISOString()
  const periods = walls.slice(0, -1).map((wallMs, n) => ({ from: text(wallMs), to: text(walls[n + 1]!), wallMs }))
  // An hour that the clocks leave out has no moment in it.
  return periods.filter(({ from, to }) => from !== to)
}

/** A moment as the column would have it. */
export const valueAt = (now: string, { timezone, columnType }: Calendar): string =>
  new Date(columnType === 'timestamptz' ? Date.parse(now) : wallAt(timezone, Date.parse(now))).toISOString()

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const months: Partial<Readonly<Record<Every, number>>> = { month: 1, quarter: 3, year: 12 }

function beginOf(wallMs: number, every: Every): number {
  if (every === 'hour') return Math.floor(wallMs / hourMs) * hourMs
  const day = new Date(wallMs)
  const midnight = Math.floor(wallMs / dayMs) * dayMs
  if (every === 'day') return midnight
  if (every === 'week') return midnight - ((day.getUTCDay() + 6) % 7) * dayMs
  const length = months[every]!
  return Date.UTC(day.getUTCFullYear(), Math.floor(day.getUTCMonth() / length) * length, 1)
}

function step(beginMs: number, every: Every, count: number): number {
  if (every === 'hour') return beginMs + count * hourMs
  if (every === 'day' || every === 'week') return beginMs + count * dayMs * (every === 'week' ? 7 : 1)
  const day = new Date(beginMs)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + count * months[every]!, 1)
}
