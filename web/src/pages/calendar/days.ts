/** Days of the viewer's own calendar, as YYYY-MM-DD. Built from local dates, so that days of 23 and 25 hours are days too. */
export type Day = string

export const dayOf = (date: Date): Day => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

/** The first moment of a day. */
export function startOf(day: Day): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}

export function addDays(day: Day, days: number): Day {
  const date = startOf(day)
  return dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() + days))
}

/** The same day of another month, or its last one. */
export function addMonths(day: Day, months: number): Day {
  const date = startOf(day)
  const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate()
  return dayOf(new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last)))
}

/** The Monday on or before a day. */
export const mondayOf = (day: Day): Day => addDays(day, -((startOf(day).getDay() + 6) % 7))

/** The seven days of its week. */
export const weekOf = (day: Day): readonly Day[] => Array.from({ length: 7 }, (_, place) => addDays(mondayOf(day), place))

/** The weeks that hold its month, whole. */
export function monthWeeks(day: Day): readonly (readonly Day[])[] {
  const month = day.slice(0, 7)
  const weeks: (readonly Day[])[] = []
  for (let monday = mondayOf(`${month}-01`); monday.slice(0, 7) <= month; monday = addDays(monday, 7)) weeks.push(weekOf(monday))
  return weeks
}

/** Whether the words name a day that there is. */
export const isDay = (words: string): boolean => /^\d{4}-\d\d-\d\d$/.test(words) && dayOf(startOf(words)) === words

const two = (value: number): string => String(value).padStart(2, '0')
