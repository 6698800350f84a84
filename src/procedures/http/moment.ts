import type { Json } from '../../base/json.ts'

const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?) ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i

/**
 * The moment that a value of a service's answer means, in milliseconds since 1970; null when it means none.
 * ISO 8601, also as PostgreSQL and Python write it; without a zone it is UTC. A number, or digits, are seconds below 10^11 (the year 5138),
 * else milliseconds.
 */
export function parseMoment(value: Json | undefined): number | null {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return null
  if (/^\d{9,13}(\.\d+)?$/.test(value.trim())) return fromNumber(Number(value))
  const [, date, time, zone] = iso.exec(value.trim()) ?? []
  if (!date || !time) return null
  const moment = Date.parse(`${date}T${time.replace(',', '.')}${normalZone(zone)}`)
  return Number.isNaN(moment) ? null : moment
}

function fromNumber(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0 || value >= 1e14) return null
  return value < 1e11 ? value * 1000 : value
}

/** `Z` or `+hh:mm`, the forms that Date.parse takes. */
function normalZone(zone: string | undefined): string {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 'Z'
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
}
