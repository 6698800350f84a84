import { nextDue } from '../stack/index.ts'
import { sql } from '../base/sql.ts'
import type { Task } from '../stack/model.ts'
import type { Db } from '../store/db.ts'
import { listTasks } from '../store/task.ts'
import type { OccurrenceView } from './views/calendar.ts'
import type { RunState } from './views/words.ts'

/** Past runs and coming dues between two moments, in order, at most `limit` of each kind; a task with a very short cadence shows its first 200 dues. */
export async function viewCalendar(db: Db, from: Date, to: Date, limit: number): Promise<OccurrenceView[]> {
  const runs = await db.query<{ id: string; stack: string; task: string; title: string; due_at: Date; state: RunState }>(sql`
    select id, stack, task, definition->>'title' as title, due_at, state from upkeep.runs
    where mode = 'run' and due_at >= ${from} and due_at < ${to} order by id desc limit ${limit}`)
  const now = new Date()
  const dues = (await listTasks(db)).flatMap((row) => {
    const task = row.definition as unknown as Task
    return duesOf(task, row.timezone, row.dueAt, from > now ? from : now, to).map((at) => ({
      stack: row.stack,
      task: row.name,
      title: task.title,
      at: at.toISOString(),
      state: 'due' as const,
      runId: null,
    }))
  })
  const past = runs.map((run) => ({
    stack: run.stack,
    task: run.task,
    title: run.title,
    at: run.due_at.toISOString(),
    state: run.state,
    runId: run.id,
  }))
  return [...past, ...dues.toSorted(byTime).slice(0, limit)].toSorted(byTime)
}

const mostDuesOfATask = 200
const byTime = (a: { at: string }, b: { at: string }): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)

function duesOf(task: Task, timezone: string, first: Date | null, from: Date, to: Date): Date[] {
  const dues: Date[] = []
  let due = first !== null && first >= from ? first : nextDue(task.cadence, timezone, new Date(from.getTime() - 1))
  while (due !== null && due < to && dues.length < mostDuesOfATask) {
    dues.push(due)
    due = nextDue(task.cadence, timezone, due)
  }
  return dues
}
