/** How the pretend service is just now: slow answers, or a collector that has stopped collecting. */
export type Moment = 'well' | 'slow' | 'stale'
export const moments: readonly Moment[] = ['well', 'slow', 'stale']

const seconds = 1_000
/** Every four minutes: slow for half a minute, later stale for a minute. The first slow moment is early, so that whoever has just started the demo sees one. */
const timetable = {
  everyMs: 240 * seconds,
  slowFromMs: 20 * seconds,
  slowToMs: 50 * seconds,
  staleFromMs: 120 * seconds,
  staleToMs: 180 * seconds,
}

export function momentAt(sinceStartMs: number): Moment {
  const at = sinceStartMs % timetable.everyMs
  if (at >= timetable.slowFromMs && at < timetable.slowToMs) return 'slow'
  return at >= timetable.staleFromMs && at < timetable.staleToMs ? 'stale' : 'well'
}

export type Moments = {
  now(): Moment
  /** Holds one moment until told otherwise; null goes back to the timetable. */
  hold(moment: Moment | null): void
}

export function startMoments(): Moments {
  const started = performance.now()
  let held: Moment | null = null
  return { now: () => held ?? momentAt(performance.now() - started), hold: (moment) => (held = moment) }
}
