import { z } from 'zod'
import type { Assessment } from '../../procedures/contract.ts'
import { factView } from '../views/plan.ts'
import { sourceOf } from './looks.ts'
import type { Looks } from './looks.ts'
import { sourceView } from './parts.ts'

export const taskLooksView = z
  .object({
    source: sourceView,
    title: z.string(),
    every: z.string(),
    nextDueAt: z.string().nullable(),
    facts: z.array(factView),
    findings: z.number(),
    stepsLeft: z.number(),
    notLookedAt: z.array(z.object({ what: z.string(), why: z.string() })),
  })
  .describe('What a task saw last, in its own facts: each procedure has them, those that are yet to be written too.')
export type TaskLooksView = z.infer<typeof taskLooksView>

/** Every task of the database with its facts, whatever it does. */
export const taskLooksOf = (looks: Looks): TaskLooksView[] =>
  looks.tasks.map((task) => {
    const assessment = task.look?.assessment as unknown as Assessment | undefined
    return {
      source: sourceOf(task, looks.now),
      title: task.view.title,
      every: task.view.every,
      nextDueAt: task.view.nextDueAt,
      facts: [...(assessment?.facts ?? [])],
      findings: task.view.openFindings,
      stepsLeft: assessment?.steps.length ?? 0,
      notLookedAt: (assessment?.notLookedAt ?? []).map(({ what, why }) => ({ what, why })),
    }
  })
