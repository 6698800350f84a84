import type { JsonObject } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** One task and when it is due. `definition` is the Task of src/stack/model.ts; `dueAt` is the cadence's moment, `nextDue` adds the jitter. */
export type TaskRow = {
  readonly stack: string
  readonly name: string
  readonly timezone: string
  readonly definition: JsonObject
  readonly dueAt: Date | null
  readonly nextDue: Date | null
}

const columns = sql`t.stack, t.name, s.timezone, t.definition, t.due_at as "dueAt", t.next_due as "nextDue"`
const from = sql`upkeep.tasks t join upkeep.stacks s on s.name = t.stack`

export const listTasks = (db: Db, stack?: string): Promise<TaskRow[]> =>
  db.query<TaskRow>(
    sql`select ${columns} from ${from} where ${stack ?? null}::text is null or t.stack = ${stack ?? null} order by t.stack, t.name`,
  )

/** The tasks of a stack as they are now, and nobody changes or takes them until the transaction ends. */
export const lockTasks = (db: Db, stack: string): Promise<TaskRow[]> =>
  db.query<TaskRow>(sql`select ${columns} from ${from} where t.stack = ${stack} order by t.name for update of t`)

export const findTask = (db: Db, stack: string, name: string): Promise<TaskRow | null> =>
  db.first<TaskRow>(sql`select ${columns} from ${from} where t.stack = ${stack} and t.name = ${name}`)

/** Takes the tasks that are due, latest last, and locks them: two schedulers never take the same. Call in a transaction. */
export const takeDueTasks = (db: Db, limit: number): Promise<TaskRow[]> =>
  db.query<TaskRow>(
    sql`select ${columns} from ${from} where t.next_due <= now() order by t.next_due limit ${limit} for update of t skip locked`,
  )

/** In how many milliseconds the next task is due, by the database's clock; negative when one is overdue, null when none will be. */
export async function msUntilDue(db: Db): Promise<number | null> {
  const row = await db.first<{ ms: number | null }>(sql`
    select (extract(epoch from min(next_due) - clock_timestamp()) * 1000)::float8 as ms from upkeep.tasks where next_due is not null`)
  return row?.ms ?? null
}

export type TaskDue = { readonly stack: string; readonly name: string; readonly dueAt: Date | null; readonly nextDue: Date | null }

export async function setTaskDues(db: Db, dues: readonly TaskDue[]): Promise<void> {
  if (dues.length === 0) return
  await db.run(sql`
    update upkeep.tasks t set due_at = due.due_at, next_due = due.next_due
    from unnest(${dues.map((due) => due.stack)}::text[], ${dues.map((due) => due.name)}::text[],
      ${dues.map((due) => due.dueAt)}::timestamptz[], ${dues.map((due) => due.nextDue)}::timestamptz[]) as due (stack, name, due_at, next_due)
    where t.stack = due.stack and t.name = due.name`)
}

/** Stores a task's definition and due. */
export async function putTask(db: Db, task: TaskDue & { readonly definition: JsonObject }): Promise<void> {
  await db.run(sql`
    insert into upkeep.tasks (stack, name, definition, due_at, next_due)
    values (${task.stack}, ${task.name}, ${JSON.stringify(task.definition)}, ${task.dueAt}, ${task.nextDue})
    on conflict (stack, name) do update set definition = excluded.definition, due_at = excluded.due_at, next_due = excluded.next_due`)
}

export const removeTask = (db: Db, stack: string, name: string): Promise<number> =>
  db.run(sql`delete from upkeep.tasks where stack = ${stack} and name = ${name}`)
