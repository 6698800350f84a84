import { UserError } from '../base/errors.ts'
import type { Assessment, TaskFacts } from '../procedures/contract.ts'
import type { Task } from '../stack/model.ts'
import type { Db } from '../store/db.ts'
import { listFindings } from '../store/finding.ts'
import { listLooks } from '../store/look.ts'
import { listRuns } from '../store/run.ts'
import { listTasks } from '../store/task.ts'

/** The state of other tasks of a stack: what a review shows to the person who signs. */
export async function taskFacts(db: Db, stack: string, names: readonly string[]): Promise<readonly TaskFacts[]> {
  const tasks = await listTasks(db, stack)
  const missing = names.filter((name) => !tasks.some((task) => task.name === name))
  if (missing.length > 0) throw new UserError(`the stack ${stack} has no task ${missing.join(', ')}`, { code: 'not-found' })
  return Promise.all(names.map((name) => factsOf(db, stack, tasks.find((task) => task.name === name)!.definition as unknown as Task)))
}

async function factsOf(db: Db, stack: string, task: Task): Promise<TaskFacts> {
  const [run] = await listRuns(db, {
    stack,
    task: task.name,
    mode: 'run',
    state: ['converged', 'diverged', 'failed', 'cancelled'],
    limit: 1,
  })
  const looks = run ? await listLooks(db, run.id) : []
  const last = looks.find((look) => look.phase === 'after') ?? looks[0]
  const findings = await listFindings(db, { stack, task: task.name })
  return {
    task: task.name,
    title: task.title,
    lastRun: run
      ? {
          id: run.id,
          state: run.state,
          endedAt: run.endedAt?.toISOString() ?? null,
          facts: (last?.assessment as Assessment | undefined)?.facts ?? [],
        }
      : null,
    openFindings: findings.map(({ severity, title }) => ({ severity, title })),
  }
}
