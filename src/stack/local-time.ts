import { UserError } from '../base/errors.ts'
import { monthNames } from './calendar-words.ts'

const grammar = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?$/

/** `2026-12-01 02:00`, a date and a time of day without a zone, as a wall time (see zone.ts). Throws a UserError that says what is wrong. */
export function readLocalTime(text: string): number {
  const match = grammar.exec(text)
  if (!match) throw new UserError('expected a date and time such as 2026-12-01 02:00, in the time zone of the stack', hintFor(text))
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number) as [number, number, number, number, number]
  const second = Number(match[6] ?? 0)
  const name = monthNames[month - 1]
  if (name === undefined) throw new UserError(`expected a month from 01 to 12, not ${match[2]}`)
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (day < 1 || day > days) throw new UserError(`expected a day that exists: ${name} ${year} has ${days} days`)
  if (hour > 23 || minute > 59 || second > 59) throw new UserError('expected a time of day from 00:00 to 23:59')
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function hintFor(text: string): { hint?: string } {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { hint: `add the time of day: ${text} 00:00.` }
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return { hint: 'leave the zone away: the time is read in the time zone of the stack.' }
  return {}
}
