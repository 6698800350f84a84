import { canonicalJson } from '../base/json.ts'
import type { Stack, Task } from '../stack/model.ts'
import { appendAudit } from '../store/audit.ts'
import { databaseNow } from '../store/clock.ts'
import type { Db } from '../store/db.ts'
import { announce } from '../store/event.ts'
import { resolveFindingsOfTask } from '../store/finding.ts'
import { lockStack, putStack } from '../store/stack.ts'
import { lockTasks, putTask, removeTask } from '../store/task.ts'
import type { TaskRow } from '../store/task.ts'
import { firstDue } from './schedule.ts'

/**
 * Takes a stack under care, or brings it up to date. A task whose cadence, jitter and zone stand as they were keeps its due moment, so that a restart
 * delays nothing and a missed due is still seen; a changed one gets a new one. Tasks that are gone are forgotten with their open findings; their runs stay.
 * The tasks are locked from the first look on: a due that the schedule serves meanwhile would come back otherwise, and be served twice.
 */
export async function loadStack(db: Db, stack: Stack, source: string | null, by: string): Promise<void> {
  await db.tx(async (tx) => {
    await lockStack(tx, stack.name)
    const before = new Map((await lockTasks(tx, stack.name)).map((row) => [row.name, row]))
    const changed = await putStack(tx, { name: stack.name, title: stack.title, timezone: stack.timezone, definition: stack, source }, by)
    const now = await databaseNow(tx)
    for (const task of Object.values(stack.guide)) {
      const old = before.get(task.name)
      const dues =
        old && keepsItsDue(old, task, stack.timezone)
          ? { dueAt: old.dueAt, nextDue: old.nextDue }
          : firstDue(stack.name, task, stack.timezone, now)
      await putTask(tx, { stack: stack.name, name: task.name, definition: task, ...dues })
      before.delete(task.name)
    }
    for (const gone of before.keys()) {
      await removeTask(tx, stack.name, gone)
      await resolveFindingsOfTask(tx, stack.name, gone)
    }
    if (!changed && before.size === 0) return
    await announce(tx, { kind: 'stack', id: stack.name }, { kind: 'job', id: '' })
    await appendAudit(tx, {
      actor: by,
      action: 'stack.loaded',
      subject: `stack:${stack.name}`,
      detail: { source, tasks: Object.keys(stack.guide).length, removed: [...before.keys()] },
    })
  })
}

function keepsItsDue(old: TaskRow, task: Task, timezone: string): boolean {
  const was = old.definition as unknown as Task
  return old.timezone === timezone && was.jitterMs === task.jitterMs && canonicalJson(was.cadence) === canonicalJson(task.cadence)
}
