/**
 * A moment as people read it, with its zone, since a time without one is none: `2026-11-22 19:21:07 UTC`. In UTC unless a zone is named; what is no
 * moment (PostgreSQL's `infinity`) stays as it is written.
 */
export function formatMoment(at: string | number | Date, zone = 'UTC'): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return String(at)
  if (zone === 'UTC') return `${moment.toISOString().slice(0, -5).replace('T', ' ')} UTC`
  const { time, name } = formatsIn(zone)
  return `${time.format(moment)} ${name.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? zone}`
}

type Formats = { readonly time: Intl.DateTimeFormat; readonly name: Intl.DateTimeFormat }

const formats = new Map<string, Formats>()

/** Made once for each zone: one costs more than a thousand moments. Zones have their English names: CET, GMT-5. */
function formatsIn(zone: string): Formats {
  const made = formats.get(zone) ?? {
    time: new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
    name: new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }),
  }
  formats.set(zone, made)
  return made
}
