import { Cron, CronPattern } from 'croner'

/**
 * The wall times that a cron expression names. Croner only matches the pattern here, on a clock without summer time; what happens when
 * clocks change is decided in next-due.ts, because croner 11 itself skips `30 2,14 * * *` in spring and runs it twice in autumn.
 */
export type CronClock = {
  /** True when every hour of the day is meant: such a cadence has a rhythm, not a time of day. */
  readonly everyHour: boolean
  /** The first wall time after another, or null when there is none up to the year 9999. */
  next(wallMs: number): number | null
  /** The last wall time before another, or null. */
  previous(wallMs: number): number | null
}

const clocks = new Map<string, CronClock>()
const options = { utcOffset: 0, mode: '5-or-6-parts' } as const

/** Compiles once per expression: five fields, or six with seconds first. Throws croner's own error for what it can't read. */
export function cronClock(expression: string): CronClock {
  const known = clocks.get(expression)
  if (known) return known
  if (clocks.size >= 10_000) clocks.clear()
  const cron = new Cron(expression, options)
  const clock: CronClock = {
    everyHour: new CronPattern(expression, undefined, options).hour.every((meant) => meant === 1),
    next: (wallMs) => cron.nextRun(new Date(wallMs))?.getTime() ?? null,
    previous: (wallMs) => cron.previousRuns(1, new Date(wallMs))[0]?.getTime() ?? null,
  }
  clocks.set(expression, clock)
  return clock
}
