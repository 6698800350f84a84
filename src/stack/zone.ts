/** Time zones, read from the ICU data of the runtime. A *wall* time is what a clock shows, kept as the milliseconds of that reading in UTC. */

const hourMs = 3_600_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** True for a name of the IANA data base, its older names too; false for a bare offset such as `+01:00`, which knows no summer. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
export function offsetAt(zone: string, instantMs: number): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatOf(zone).format(instantMs))!
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}

/** What the clocks of a zone show at a moment. */
export const wallAt = (zone: string, instantMs: number): number => instantMs + offsetAt(zone, instantMs)

/**
 * A change of the clocks: until `atMs` they were ahead of UTC by `before`, from `atMs` on by `after`. Forward (after > before) the
 * wall times from atMs + before up to atMs + after are missing; back, those from atMs + after up to atMs + before come twice.
 */
export type Shift = { readonly atMs: number; readonly before: number; readonly after: number }

/** The change of the clocks between two moments that lie less than a few days apart, or null. */
export function shiftBetween(zone: string, fromMs: number, toMs: number): Shift | null {
  const before = offsetAt(zone, fromMs)
  const after = offsetAt(zone, toMs)
  if (before === after) return null
  // Bisection: the offset is `before` at `low` and something else at `high`, until they are neighbours.
  let low = Math.floor(fromMs / 1000)
  let high = Math.ceil(toMs / 1000)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle * 1000) === before) low = middle
    else high = middle
  }
  return { atMs: high * 1000, before, after }
}

/** When a wall time comes: once, twice (`second`), or not at all (then `first` is the first moment after the gap). */
export type Occurrence = { readonly first: number; readonly second: number | null; readonly gapMs: number }

/** Offsets lie between -12 h and +14 h, so a wall time's moment is at most so far from the same reading in UTC. */
export function momentsOf(zone: string, wallMs: number): Occurrence {
  const shift = shiftBetween(zone, wallMs - 15 * hourMs, wallMs + 13 * hourMs)
  if (!shift) return { first: wallMs - offsetAt(zone, wallMs), second: null, gapMs: 0 }
  const byOld = wallMs - shift.before
  const byNew = wallMs - shift.after
  if (byOld < shift.atMs) return { first: byOld, second: byNew >= shift.atMs ? byNew : null, gapMs: 0 }
  if (byNew >= shift.atMs) return { first: byNew, second: null, gapMs: 0 }
  return { first: shift.atMs, second: null, gapMs: shift.after - shift.before }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  return format
}
