/**
 * A moment as people read it, with its zone, since a time without one is none: `2026-11-22 19:21:07 UTC`. In UTC unless a zone is named; what is no
 * moment (PostgreSQL's `infinity`) stays as it is written.
 */
export function formatMoment(at: string | number | Date, zone = 'UTC'): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return String(at)
  const name = formatIn(zone)
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName')?.value
  return `${moment.toLocaleString('sv-SE', { timeZone: zone })} ${name ?? zone}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** English names of zones: CET, GMT-5. */
function formatIn(zone: string): Intl.DateTimeFormat {
  const made = formats.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' })
  formats.set(zone, made)
  return made
}
