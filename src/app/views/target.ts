import { z } from 'zod'
import { lookView } from './run.ts'
import { taskView } from './task.ts'
import { severitySchema } from './words.ts'

/** One thing under care: what its tasks saw last. */
export const targetView = z.object({
  stack: z.string(),
  target: z.string(),
  kind: z.string(),
  openFindings: z.number(),
  worstSeverity: severitySchema.nullable(),
  tasks: z.array(taskView),
})
export type TargetView = z.infer<typeof targetView>

export const targetLooksView = targetView.extend({
  looks: z
    .array(z.object({ task: z.string(), procedure: z.string(), runId: z.string(), look: lookView }))
    .describe('The last look of each task that has looked.'),
})
export type TargetLooksView = z.infer<typeof targetLooksView>
