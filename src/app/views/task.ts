import { z } from 'zod'
import { runStateSchema, severitySchema, waitingForSchema } from './words.ts'

export const taskView = z.object({
  stack: z.string(),
  task: z.string(),
  title: z.string(),
  procedure: z.string(),
  target: z.string().nullable(),
  every: z.string(),
  timezone: z.string(),
  policy: z.enum(['auto', 'approve', 'sign-off']),
  proof: z.enum(['backup', 'archive', 'none']).nullable(),
  window: z.string().nullable(),
  host: z.string().nullable(),
  covers: z.array(z.string()),
  nextDueAt: z.string().nullable(),
  openRun: z.object({ id: z.string(), state: runStateSchema, waitingFor: waitingForSchema.nullable() }).nullable(),
  lastRun: z
    .object({
      id: z.string(),
      state: runStateSchema,
      endedAt: z.string().nullable(),
      durationMs: z.number().nullable(),
      summary: z.string().nullable(),
    })
    .nullable(),
  openFindings: z.number(),
  worstSeverity: severitySchema.nullable(),
})
export type TaskView = z.infer<typeof taskView>
