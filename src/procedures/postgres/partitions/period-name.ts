import type { Every } from './period.ts'

export const defaultPattern: Readonly<Record<Every, string>> = {
  hour: '{table}_{yyyy}_{mm}_{dd}_{hh}',
  day: '{table}_{yyyy}_{mm}_{dd}',
  week: '{table}_{yyyy}_{mm}_{dd}',
  month: '{table}_{yyyy}_{mm}',
  quarter: '{table}_{yyyy}_q{q}',
  year: '{table}_{yyyy}',
}

const dayParts = ['{yyyy}', '{mm}', '{dd}']

/** Combinations that tell periods of that length apart. */
const enough: Readonly<Record<Every, readonly (readonly string[])[]>> = {
  hour: [[...dayParts, '{hh}']],
  day: [dayParts],
  week: [dayParts, ['{iyyy}', '{iw}']],
  month: [['{yyyy}', '{mm}']],
  quarter: [
    ['{yyyy}', '{q}'],
    ['{yyyy}', '{mm}'],
  ],
  year: [['{yyyy}']],
}

const partOf = /\{(table|yyyy|q|mm|dd|hh|iyyy|iw)\}/g

/** What is wrong with a pattern of names; null: nothing. */
export function nameProblem(pattern: string, every: Every): string | null {
  const unknown = pattern.replaceAll(partOf, '').match(/\{[^}]*\}?/)
  if (unknown) return `${unknown[0]} is not a part of a name: expected {table}, {yyyy}, {q}, {mm}, {dd}, {hh}, {iyyy} or {iw}`
  if (enough[every].some((parts) => parts.every((part) => pattern.includes(part)))) return null
  return `it would give several ${every}s one name: expected ${enough[every].map((parts) => parts.join(', ')).join(', or ')} in it`
}

/** The name of the partition that begins at that wall time, which stands for milliseconds as in zone.ts. */
export function nameOf(pattern: string, table: string, wallMs: number): string {
  const day = new Date(wallMs)
  const week = isoWeek(wallMs)
  const parts: Readonly<Record<string, string>> = {
    table,
    yyyy: padded(day.getUTCFullYear(), 4),
    q: String(Math.floor(day.getUTCMonth() / 3) + 1),
    mm: padded(day.getUTCMonth() + 1, 2),
    dd: padded(day.getUTCDate(), 2),
    hh: padded(day.getUTCHours(), 2),
    iyyy: padded(week.year, 4),
    iw: padded(week.week, 2),
  }
  return pattern.replaceAll(partOf, (whole, part: string) => parts[part] ?? whole)
}

/** Ways to write the beginning of a period that people and tools (pg_partman among them) use. */
const customs: Readonly<Record<Every, readonly string[]>> = (() => {
  const days = ['{yyyy}_{mm}_{dd}', '{yyyy}{mm}{dd}', '{yyyy}-{mm}-{dd}', 'y{yyyy}m{mm}d{dd}']
  const ofMonths = ['{yyyy}_{mm}', '{yyyy}{mm}', '{yyyy}-{mm}', 'y{yyyy}m{mm}']
  return {
    hour: ['{yyyy}_{mm}_{dd}_{hh}', '{yyyy}{mm}{dd}_{hh}', '{yyyy}{mm}{dd}{hh}', '{yyyy}-{mm}-{dd}-{hh}'],
    day: days,
    week: [...days, '{iyyy}w{iw}', '{iyyy}_w{iw}', '{iyyy}-w{iw}', '{iyyy}_{iw}', '{iyyy}{iw}'],
    month: [...days, ...ofMonths],
    quarter: ['{yyyy}q{q}', '{yyyy}_q{q}', '{yyyy}-q{q}', ...days, ...ofMonths],
    year: [...days, ...ofMonths, '{yyyy}'],
  }
})()

/** The pattern that all of these partitions are named by; null: none that is known. */
export function inferPattern(every: Every, partitions: readonly { readonly name: string; readonly wallMs: number }[]): string | null {
  const [first] = partitions
  if (first === undefined) return null
  for (const custom of customs[every]) {
    const written = nameOf(custom, '', first.wallMs)
    const at = first.name.lastIndexOf(written)
    if (at < 0) continue
    const [before, after] = [first.name.slice(0, at), first.name.slice(at + written.length)]
    if (/[{}]/.test(before + after)) continue
    const pattern = `${before}${custom}${after}`
    if (partitions.every(({ name, wallMs }) => nameOf(pattern, '', wallMs) === name)) return pattern
  }
  return null
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0')

const dayMs = 86_400_000

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(wallMs: number): { readonly year: number; readonly week: number } {
  const thursday = new Date(wallMs + (4 - (new Date(wallMs).getUTCDay() || 7)) * dayMs)
  const year = thursday.getUTCFullYear()
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7) }
}
