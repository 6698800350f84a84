import { UserError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { cadenceForms, formNames } from './cadence-forms.ts'
import type { CadenceForm } from './cadence-forms.ts'
import { dayNames } from './calendar-words.ts'
import { cronClock } from './cron.ts'
import type { Cadence } from './model.ts'

/** The shortest: the engine looks for what is due once a second. */
const shortestMs = 1_000
/** The longest in steps of elapsed time; calendar cadences have no limit. */
const longestMs = 366 * 86_400_000

/** Reads a cadence as people write it, a cron expression too. Throws a UserError that says what was expected, with the nearest right word as its hint. */
export function parseCadence(written: string): Cadence {
  const text = written.trim().replace(/\s+/g, ' ')
  const words = text.toLowerCase()
  for (const form of cadenceForms) {
    const match = form.grammar.exec(words)
    if (match) return checked(form.read(match.groups ?? {}))
  }
  if (/^[\d*?@]/.test(text) && !durationLike(text)) return checked(readCron(text))
  throw misread(words)
}

function readCron(text: string): Cadence {
  const fields = text.split(' ').length
  if (fields !== 5 && fields !== 6)
    throw new UserError(
      `expected a cron expression of five fields (minute hour day month weekday), or six with seconds first, but it has ${fields}`,
    )
  try {
    cronClock(text)
  } catch (error) {
    throw new UserError(`expected a cron expression: ${croak(error)}`, { cause: error })
  }
  return { kind: 'cron', expression: text }
}

function checked(cadence: Cadence): Cadence {
  if (cadence.kind === 'every' && cadence.ms < shortestMs) throw new UserError('expected a cadence of 1s or longer')
  if (cadence.kind === 'every' && cadence.ms > longestMs)
    throw new UserError('expected a cadence of 366d or shorter', { hint: 'for a date of each year write yearly on 1 january.' })
  if (cadence.kind === 'cron' && cronClock(cadence.expression).next(0) === null)
    throw new UserError('expected a cadence that comes: no such date exists')
  return cadence
}

/** What croner says, without its own name in front. */
const croak = (error: unknown): string =>
  error instanceof Error
    ? error.message.replace(/^CronPattern: (.)/, (_, first: string) => first.toLowerCase()).replace(/\.$/, '')
    : String(error)

const durationLike = (text: string): boolean => /^\d+(\.\d+)? ?[a-z]/i.test(text)

function misread(words: string): UserError {
  const first = words.split(' ')[0]!
  const form = cadenceForms.find((candidate) => candidate.name === first)
  if (form) return new UserError(`expected ${form.shape}`, hintWithin(words, form))
  const message =
    'expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression'
  if (dayNames.some((day) => first === day || first === `${day}s`))
    return new UserError(message, { hint: `write weekly on ${first.replace(/s$/, '')} at 02:00.` })
  const meant = nearest(first, formNames)
  return new UserError(message, meant === null ? {} : { hint: `did you mean ${meant}?` })
}

/** The first word is right: something after it is not. */
function hintWithin(words: string, form: CadenceForm): { hint: string } {
  const rest = words.split(/[ ,]+/).slice(1)
  if (form.name === 'every') {
    const amount = /^\d/.test(rest[0] ?? '')
    return { hint: amount ? 'the units are ms, s, m, h, d and w.' : 'for a time of day write daily at 03:00 or weekly on sunday at 02:00.' }
  }
  for (const word of rest) {
    const meant = form.words.includes(word) || !/^[a-z]+$/.test(word) ? null : nearest(word, form.words)
    if (meant !== null) return { hint: `did you mean ${meant}?` }
  }
  return { hint: `for example: ${form.example}.` }
}
