/** The viewer's own zone. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const formats = new Map<string, Intl.DateTimeFormat>()

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const made = formats.get(name) ?? new Intl.DateTimeFormat('en-GB', { hourCycle: 'h23', ...options })
  formats.set(name, made)
  return made
}

/** `Sun, 22 Nov 2026, 03:00:12 CET`, in the viewer's zone or the one that is named: a time without its zone is none. */
export function moment(atMs: number, timeZone: string = localZone()): string {
  return format(`moment ${timeZone}`, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(atMs)
}

/** `CET`, `UTC`, `GMT-5`: what the viewer's zone is called at a moment. */
export const zoneName = (atMs: number): string =>
  format('zone', { timeZoneName: 'short' })
    .formatToParts(atMs)
    .find(({ type }) => type === 'timeZoneName')?.value ?? localZone()

/** `03:00:12`: always with seconds, so that times in a column are of one length. */
export const clockTime = (atMs: number): string => format('long', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(atMs)

/** `03:00`. */
export const hourMinute = (atMs: number): string => format('short', { hour: '2-digit', minute: '2-digit' }).format(atMs)

/** `22 Nov`, with the year when it is another than now's. */
export function shortDate(atMs: number, nowMs: number): string {
  const other = new Date(atMs).getFullYear() !== new Date(nowMs).getFullYear()
  return format(other ? 'date year' : 'date', { day: 'numeric', month: 'short', ...(other ? { year: 'numeric' } : {}) }).format(atMs)
}

export const weekdayDate = (atMs: number): string => format('weekday', { weekday: 'long', day: 'numeric', month: 'long' }).format(atMs)
export const monthName = (atMs: number): string => format('month', { month: 'long', year: 'numeric' }).format(atMs)
