import { z } from 'zod'
import { riskSchema } from './words.ts'

export const factView = z.object({
  label: z.string(),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  unit: z.enum(['bytes', 'rows', 'ms', 's', 'percent', 'count', 'time']).optional(),
})
export type FactView = z.infer<typeof factView>

export const previewView = z.object({
  statement: z.string(),
  rows: z.number().optional(),
  bytes: z.number().optional(),
  files: z.number().optional(),
})

export const planStepView = z.object({
  key: z.string(),
  title: z.string(),
  risk: riskSchema,
  preview: previewView,
  expectedMs: z.number().optional(),
})
export type PlanStepView = z.infer<typeof planStepView>

export const planView = z.object({
  hash: z.string().describe('Names this very plan: what `approve` takes.'),
  steps: z.array(planStepView),
})

export const stepView = z.object({
  ordinal: z.number(),
  key: z.string(),
  title: z.string(),
  risk: riskSchema,
  preview: previewView,
  state: z.enum(['started', 'done', 'failed', 'interrupted', 'refused']),
  attempt: z.number().describe('Which attempt of the run did it; a run that was taken over has several.'),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  summary: z.string().nullable(),
  error: z.string().nullable(),
  progress: z
    .object({
      done: z.number(),
      of: z.number().nullable(),
      unit: z.string(),
      paused: z.array(z.string()).optional().describe('Why it stands still at this moment: lag, locks, load. Left out while it goes on.'),
    })
    .nullable(),
  measurements: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string() })),
})
export type StepView = z.infer<typeof stepView>
