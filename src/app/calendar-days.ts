import { UserError } from '../base/errors.ts'
import { nextDue } from '../stack/index.ts'
import { sql } from '../base/sql.ts'
import type { Task } from '../stack/model.ts'
import type { Db } from '../store/db.ts'
import { listTasks } from '../store/task.ts'
import type { CalendarDayView } from './views/calendar.ts'
import type { RunState } from './views/words.ts'

/** The same as the calendar, counted by day in `timezone`: past runs by how they ended, coming dues up to 100 a day and task (`more` says when there are more). */
export async function viewCalendarDays(db: Db, from: Date, to: Date, timezone: string): Promise<CalendarDayView[]> {
  const dayOf = dayNamer(timezone)
  const past = await db.query<{
    day: string
    stack: string
    task: string
    title: string
    state: RunState
    n: number
    first: Date
    last: Date
    run: string
  }>(sql`
    select to_char(due_at at time zone ${timezone}, 'YYYY-MM-DD') as day, stack, task, max(definition->>'title') as title, state, count(*) as n,
      min(due_at) as first, max(due_at) as last, max(id::text) as run
    from upkeep.runs where mode = 'run' and due_at >= ${from} and due_at < ${to} group by 1, 2, 3, 5`)
  const days = new Map<string, CalendarDayView>()
  const entry = (day: string, stack: string, task: string, title: string, at: Date): CalendarDayView => {
    const key = `${day} ${stack}/${task}`
    const known = days.get(key) ?? {
      day,
      stack,
      task,
      title,
      counts: {},
      more: false,
      firstAt: at.toISOString(),
      lastAt: at.toISOString(),
      runId: null,
    }
    days.set(key, known)
    return known
  }
  for (const row of past) {
    const cell = entry(row.day, row.stack, row.task, row.title, row.first)
    cell.counts[row.state] = (cell.counts[row.state] ?? 0) + row.n
    cell.runId = Object.keys(cell.counts).length === 1 && row.n === 1 ? row.run : null
    if (row.first.toISOString() < cell.firstAt) cell.firstAt = row.first.toISOString()
    if (row.last.toISOString() > cell.lastAt) cell.lastAt = row.last.toISOString()
  }
  const now = new Date()
  for (const row of await listTasks(db)) {
    const task = row.definition as unknown as Task
    for (const { at, more } of duesByDay(task, row.timezone, from > now ? from : now, to, dayOf)) {
      const cell = entry(dayOf(at), row.stack, row.name, task.title, at)
      cell.counts.due = (cell.counts.due ?? 0) + 1
      cell.more ||= more
      cell.runId = null
      if (at.toISOString() > cell.lastAt) cell.lastAt = at.toISOString()
    }
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.firstAt < b.firstAt ? -1 : 1))
}

const mostADay = 100

function* duesByDay(task: Task, zone: string, from: Date, to: Date, dayOf: (at: Date) => string): Generator<{ at: Date; more: boolean }> {
  let day = ''
  let ofDay = 0
  for (let at = nextDue(task.cadence, zone, from); at !== null && at < to;) {
    const today = dayOf(at)
    ofDay = today === day ? ofDay + 1 : 1
    day = today
    const more = ofDay >= mostADay
    yield { at, more }
    at = more ? nextDue(task.cadence, zone, lastMomentOf(day, at, dayOf)) : nextDue(task.cadence, zone, at)
  }
}

/** The last quarter of an hour that still belongs to the day of `at`: from there the search goes on in the next day. */
function lastMomentOf(day: string, at: Date, dayOf: (at: Date) => string): Date {
  const stepMs = 900_000
  let moment = at
  while (dayOf(new Date(moment.getTime() + stepMs)) === day) moment = new Date(moment.getTime() + stepMs)
  return new Date(moment.getTime() + stepMs - 1 - (moment.getTime() % stepMs))
}

function dayNamer(timezone: string): (at: Date) => string {
  try {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' })
    return (at) => format.format(at)
  } catch {
    throw new UserError(`${JSON.stringify(timezone)} is not a time zone`, { hint: 'give an IANA name such as Europe/Berlin.' })
  }
}
