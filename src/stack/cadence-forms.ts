import { parseDuration } from '../base/duration.ts'
import { UserError } from '../base/errors.ts'
import { dayNames, monthNames } from './calendar-words.ts'
import type { Cadence } from './model.ts'

/** One way to write a cadence in words. `grammar` is matched against lower-case words with single spaces between them. */
export type CadenceForm = {
  readonly name: string
  readonly shape: string
  readonly example: string
  readonly meaning: string
  /** Names that may come after the first word, to recognise a misspelt one. */
  readonly words: readonly string[]
  readonly grammar: RegExp
  read(groups: Readonly<Record<string, string | undefined>>): Cadence
}

const day = `(?:${dayNames.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})`
const list = (item: string): string => `${item}(?:(?:, ?| and |, and )${item})*`
const time = '(?<hour>[01]?\\d|2[0-3]):(?<minute>[0-5]\\d)'
const dayOfMonth = '(?:3[01]|[12]\\d|0?[1-9])'
const amount = '\\d+(?:\\.\\d+)? ?(?:ms|[wdhms])'
const ordinals = ['first', 'second', 'third', 'fourth', 'last']
const form = (source: string): RegExp => new RegExp(`^${source}$`)
const cron = (expression: string): Cadence => ({ kind: 'cron', expression })

/** `minute hour` of an optional time of day; midnight without one. */
const clock = ({ hour = '0', minute = '0' }: Readonly<Record<string, string | undefined>>): string => `${Number(minute)} ${Number(hour)}`
const itemsOf = (text: string): string[] => text.split(/(?:, ?and |, ?| and )/)
const dayNumber = (name: string): number => dayNames.findIndex((full) => full.startsWith(name.slice(0, 3)))
const sorted = (numbers: readonly number[]): string => [...new Set(numbers)].toSorted((a, b) => a - b).join(',')

/** Every cadence in words. The order is that of the docs; no text fits two of them. */
export const cadenceForms: readonly CadenceForm[] = [
  {
    name: 'every',
    shape: 'every DURATION, as in every 5m, or only the duration',
    example: 'every 30s',
    meaning: 'In steps of elapsed time that count from 1970-01-01 00:00 UTC, whatever the time zone.',
    words: [],
    grammar: form(`(?:every )?(?<duration>${amount}(?: ?${amount})*)`),
    read: ({ duration = '' }) => {
      const ms = parseDuration(duration)
      if (ms === null)
        throw new UserError('expected every DURATION, as in every 1h 30m', { hint: 'the larger unit comes first, and each unit once.' })
      return { kind: 'every', ms }
    },
  },
  {
    name: 'hourly',
    shape: 'hourly, or hourly at :MM',
    example: 'hourly at :15',
    meaning: 'At that minute of each hour; without one, on the hour.',
    words: ['at'],
    grammar: form('hourly(?: at :(?<minute>[0-5]\\d))?'),
    read: ({ minute = '0' }) => cron(`${Number(minute)} * * * *`),
  },
  {
    name: 'daily',
    shape: 'daily, or daily at HH:MM',
    example: 'daily at 03:00',
    meaning: 'At that time of each day; without one, at 00:00.',
    words: ['at'],
    grammar: form(`daily(?: at ${time})?`),
    read: (groups) => cron(`${clock(groups)} * * *`),
  },
  {
    name: 'weekdays',
    shape: 'weekdays at HH:MM',
    example: 'weekdays at 09:00',
    meaning: 'Monday to Friday at that time; without one, at 00:00.',
    words: ['at'],
    grammar: form(`weekdays(?: at ${time})?`),
    read: (groups) => cron(`${clock(groups)} * * 1-5`),
  },
  {
    name: 'weekly',
    shape: 'weekly on DAY at HH:MM, as in weekly on monday and thursday at 02:00',
    example: 'weekly on sunday at 02:00',
    meaning: 'On those days of the week; without a time, at 00:00.',
    words: ['on', 'at', 'and', ...dayNames],
    grammar: form(`weekly on (?<days>${list(day)})(?: at ${time})?`),
    read: (groups) => cron(`${clock(groups)} * * ${sorted(itemsOf(groups['days']!).map(dayNumber))}`),
  },
  {
    name: 'monthly',
    shape: 'monthly on DAY at HH:MM, where DAY is 1 to 31, last, or as in first sunday',
    example: 'monthly on 1 at 01:00',
    meaning:
      'On those days of the month, the last one, or as in `first sunday`; a month without the day is passed over. Without a day, on the 1st; without a time, at 00:00.',
    words: ['on', 'at', 'and', ...ordinals, ...dayNames],
    grammar: form(
      `monthly(?: on (?:(?<dates>${list(dayOfMonth)})|(?<last>last)|(?<nth>${ordinals.join('|')}) (?<day>${day})))?(?: at ${time})?`,
    ),
    read: (groups) => {
      if (groups['nth'] !== undefined) return cron(`${clock(groups)} * * ${dayNumber(groups['day']!)}#${nthMark(groups['nth'])}`)
      return cron(`${clock(groups)} ${groups['last'] ? 'L' : sorted(itemsOf(groups['dates'] ?? '1').map(Number))} * *`)
    },
  },
  {
    name: 'quarterly',
    shape: 'quarterly, or quarterly at HH:MM',
    example: 'quarterly at 03:00',
    meaning: 'On the 1st of January, April, July and October; without a time, at 00:00.',
    words: ['at'],
    grammar: form(`quarterly(?: at ${time})?`),
    read: (groups) => cron(`${clock(groups)} 1 1,4,7,10 *`),
  },
  {
    name: 'yearly',
    shape: 'yearly on DAY MONTH at HH:MM, as in yearly on 1 january at 04:00',
    example: 'yearly on 1 january at 04:00',
    meaning: 'On that day of each year that has it; without a day, on 1 January; without a time, at 00:00.',
    words: ['on', 'at', ...monthNames],
    grammar: form(`yearly(?: on (?<date>${dayOfMonth}) (?<month>${monthNames.join('|')}))?(?: at ${time})?`),
    read: (groups) => {
      const { date = '1', month = 'january' } = groups
      const number = monthNames.findIndex((name) => name === month) + 1
      const longest = new Date(Date.UTC(2024, number, 0)).getUTCDate()
      if (Number(date) > longest) throw new UserError(`expected a day that exists: ${month} never has a day ${date}`)
      return cron(`${clock(groups)} ${Number(date)} ${number} *`)
    },
  },
  {
    name: 'on',
    shape: 'on demand',
    example: 'on demand',
    meaning: 'Only when a person asks.',
    words: ['demand'],
    grammar: form('on demand'),
    read: () => ({ kind: 'on-demand' }),
  },
]

/** The words that a cadence may begin with. */
export const formNames: readonly string[] = cadenceForms.map(({ name }) => (name === 'on' ? 'on demand' : name))

const nthMark = (word: string): string => ({ first: '1', second: '2', third: '3', fourth: '4' })[word] ?? 'L'

/** All of it as one regular expression for JSON Schema, which knows no upper and lower case: a cron expression begins with a digit or a star. */
export const cadencePattern: string = [
  ...cadenceForms.map(({ grammar }) => inAnyCase(grammar.source)),
  '^[\\d*?][^ ]*( +[^ ]+){4,5}$',
].join('|')

/** Turns every literal letter of a pattern into both of its cases and takes names of groups away; escapes stay. */
function inAnyCase(source: string): string {
  return source
    .replace(/\(\?<\w+>/g, '(?:')
    .replace(/\\.|\[[^\]]*\]|[a-z]/g, (part) =>
      part.length === 1
        ? `[${part}${part.toUpperCase()}]`
        : part.startsWith('[')
          ? part.replace(/(?<!\\)[a-z]/g, (letter) => letter + letter.toUpperCase())
          : part,
    )
}
