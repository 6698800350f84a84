import type { JsonObject } from '../../base/json.ts'
import type { Task } from '../../stack/model.ts'
import type { TaskView } from '../views/task.ts'
import type { Looks, SeenTask } from './looks.ts'

/** Plain values for the tests of this folder: a task of the database `shop/db` that is due each hour, and has looked at noon. */
export const now = new Date('2026-03-01T12:30:00.000Z')
export const noon = new Date('2026-03-01T12:00:00.000Z')
export const runId = '01999999-0000-7000-8000-000000000001'
export const laterRunId = '01999999-0000-7000-8000-000000000002'

export function seenTask(
  procedure: string,
  observation: JsonObject | null,
  more: { view?: Partial<TaskView>; definition?: Partial<Task>; params?: SeenTask['params']; at?: Date; assessment?: JsonObject } = {},
): SeenTask {
  const name = more.view?.task ?? procedure.split('.')[1]!
  const look = observation && {
    task: name,
    run: runId,
    phase: 'after' as const,
    at: more.at ?? noon,
    observation,
    assessment: more.assessment ?? { findings: [], steps: [] },
  }
  return {
    view: {
      stack: 'shop',
      task: name,
      title: `The ${name} of it`,
      procedure,
      target: 'db',
      every: '1h',
      timezone: 'UTC',
      policy: 'auto',
      proof: null,
      window: null,
      host: null,
      covers: [],
      nextDueAt: null,
      openRun: null,
      lastRun: look && { id: runId, state: 'converged', endedAt: look.at.toISOString(), durationMs: 10, summary: null },
      openFindings: 0,
      worstSeverity: null,
      ...more.view,
    },
    definition: { cadence: { kind: 'every', ms: 3_600_000 }, with: {}, ...more.definition } as Task,
    params: more.params ?? {},
    look,
  }
}

export const looksOf = (...tasks: readonly SeenTask[]): Looks => ({ stack: 'shop', target: 'db', now, tasks, examples: new Map() })
