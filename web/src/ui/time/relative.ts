const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A distance in one unit, cut rather than rounded so that a countdown never shows more than is left: `40 s`, `4 min`, `3 h`, `12 d`. */
export function distance(ms: number): string {
  const size = Math.abs(ms)
  if (size < minute) return `${Math.floor(size / second)} s`
  if (size < hour) return `${Math.floor(size / minute)} min`
  if (size < 2 * day) return `${Math.floor(size / hour)} h`
  return `${Math.floor(size / day)} d`
}

/** `in 4 min`, `12 s ago`, `now` within a second. */
export function relative(atMs: number, nowMs: number): string {
  const ms = atMs - nowMs
  if (Math.abs(ms) < second) return 'now'
  return ms > 0 ? `in ${distance(ms)}` : `${distance(ms)} ago`
}
