import { UserError } from '../base/errors.ts'
import { worstOf } from '../base/severity.ts'
import type { Stack } from '../stack/model.ts'
import type { Db } from '../store/db.ts'
import { lastLooks } from '../store/look.ts'
import { listStacks } from '../store/stack.ts'
import { presentLook } from './present.ts'
import { viewTasks } from './tasks.ts'
import type { TargetLooksView, TargetView } from './views/target.ts'
import type { TaskView } from './views/task.ts'

/** Everything under care, by stack and name. */
export async function viewTargets(db: Db): Promise<TargetView[]> {
  const [stacks, tasks] = await Promise.all([listStacks(db), viewTasks(db)])
  return stacks.flatMap((row) => {
    const stack = row.definition as unknown as Stack
    return Object.values(stack.targets).map((target) => presentTarget(row.name, target, tasks))
  })
}

export async function viewTarget(db: Db, stack: string, target: string): Promise<TargetLooksView> {
  const found = (await viewTargets(db)).find((candidate) => candidate.stack === stack && candidate.target === target)
  if (!found)
    throw new UserError(`there is no target ${target} in the stack ${stack}`, {
      code: 'not-found',
      hint: 'the targets are named in the stack file.',
    })
  const procedures = new Map(found.tasks.map((task) => [task.task, task.procedure]))
  const looks = await lastLooks(db, stack, [...procedures.keys()])
  return {
    ...found,
    looks: looks.map((row) => ({ task: row.task, procedure: procedures.get(row.task)!, runId: row.run, look: presentLook(row) })),
  }
}

function presentTarget(stack: string, target: { readonly name: string; readonly kind: string }, all: readonly TaskView[]): TargetView {
  const tasks = all.filter((task) => task.stack === stack && task.target === target.name)
  return {
    stack,
    target: target.name,
    kind: target.kind,
    openFindings: tasks.reduce((sum, task) => sum + task.openFindings, 0),
    worstSeverity: worstOf(tasks.flatMap((task) => (task.worstSeverity === null ? [] : [task.worstSeverity]))),
    tasks,
  }
}
