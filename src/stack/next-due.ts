import { cronClock } from './cron.ts'
import type { CronClock } from './cron.ts'
import type { Cadence } from './model.ts'
import { momentsOf, shiftBetween, wallAt } from './zone.ts'
import type { Shift } from './zone.ts'

/**
 * When a cadence is due. Pure: the same arguments give the same moment on every host.
 *
 * `every 5m` counts from the Unix epoch (1970-01-01T00:00:00Z) and takes no notice of time zones, so all schedulers agree on 12:00, 12:05 ...
 *
 * A cadence that names hours (`daily at 02:30`, `30 2,14 * * *`) is due once for each wall time that it names, whatever the clocks do:
 * a time that comes twice counts at its first coming; a time that is missing counts at the first moment after the gap.
 *
 * A cadence of every hour (`hourly at :15`, a cron expression whose hours are all 24) is a rhythm, and goes on through the hour that comes twice,
 * since a check each five minutes must not pause for an hour. An hour that is missing has no occurrence and none is made up for
 * it, except where clocks move by a part of an hour (Lord Howe): then what falls into the gap is due right after it.
 */

const dayMs = 86_400_000

/** The first moment after `after` at which the cadence is due; null for `on demand` and for what never comes again. */
export function nextDue(cadence: Cadence, timezone: string, after: Date): Date | null {
  const afterMs = after.getTime()
  if (cadence.kind === 'on-demand') return null
  if (cadence.kind === 'every') return new Date((Math.floor(afterMs / cadence.ms) + 1) * cadence.ms)
  const clock = cronClock(cadence.expression)
  const shift = shiftBetween(timezone, afterMs - dayMs, afterMs + dayMs)
  const back = shift && shift.after < shift.before ? shift : null
  const first = nextFirst(clock, timezone, afterMs, back)
  const again = clock.everyHour && back ? nextAgain(clock, afterMs, back) : null
  if (first === null) return again === null ? null : new Date(again)
  return new Date(again === null ? first : Math.min(first, again))
}

/** The last moment before `before` at which the cadence was due; null for `on demand` and for what never came before. */
export function previousDue(cadence: Cadence, timezone: string, before: Date): Date | null {
  const beforeMs = before.getTime()
  if (cadence.kind === 'on-demand') return null
  if (cadence.kind === 'every') return new Date((Math.ceil(beforeMs / cadence.ms) - 1) * cadence.ms)
  const clock = cronClock(cadence.expression)
  const shift = shiftBetween(timezone, beforeMs - dayMs, beforeMs)
  // In the second pass of a repeated hour all of its first pass lies before, also what the clock is still to show again.
  const again = shift !== null && beforeMs < shift.atMs + shift.before - shift.after
  const highest = again ? shift.atMs + shift.before : wallAt(timezone, beforeMs)
  for (let wall = clock.previous(highest); wall !== null; wall = clock.previous(wall)) {
    const { first, second, gapMs } = momentsOf(timezone, wall)
    if (clock.everyHour && isWholeHours(gapMs)) continue
    if (first >= beforeMs) continue
    const repeated = clock.everyHour && second !== null ? previousAgain(clock, timezone, first, beforeMs) : null
    return new Date(repeated === null ? first : Math.max(first, repeated))
  }
  return null
}

/** Wall times are walked upwards; their first moments never go down, so the first one past `afterMs` is the one. */
function nextFirst(clock: CronClock, timezone: string, afterMs: number, back: Shift | null): number | null {
  // What the clock shows a second time has had its first coming.
  const shownUpTo = back && back.atMs <= afterMs ? back.atMs + back.before - 1 : -Infinity
  for (let wall = clock.next(Math.max(wallAt(timezone, afterMs), shownUpTo)); wall !== null; wall = clock.next(wall)) {
    const { first, gapMs } = momentsOf(timezone, wall)
    if (first > afterMs && !(clock.everyHour && isWholeHours(gapMs))) return first
  }
  return null
}

/** The next one of the times that come a second time. */
function nextAgain(clock: CronClock, afterMs: number, back: Shift): number | null {
  const wall = clock.next(Math.max(afterMs, back.atMs - 1) + back.after)
  return wall !== null && wall < back.atMs + back.before ? wall - back.after : null
}

/** The last one before `beforeMs` of the times that come a second time; `first` is the first coming of one of them. */
function previousAgain(clock: CronClock, timezone: string, first: number, beforeMs: number): number | null {
  const back = shiftBetween(timezone, first, first + dayMs)!
  const wall = clock.previous(Math.min(beforeMs + back.after, back.atMs + back.before))
  return wall !== null && wall >= back.atMs + back.after ? wall - back.after : null
}

const isWholeHours = (gapMs: number): boolean => gapMs > 0 && gapMs % 3_600_000 === 0
