import { z } from 'zod'
import { factView, planView, stepView } from './plan.ts'
import { phaseSchema, runStateSchema, severitySchema, waitingForSchema } from './words.ts'

export const assessedFindingView = z.object({
  fingerprint: z.string(),
  severity: severitySchema,
  title: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
})

export const lookView = z
  .object({
    at: z.string(),
    facts: z.array(factView),
    observation: z.unknown().describe('The whole observation, as the procedure made it.'),
    findings: z.array(assessedFindingView),
    stepsLeft: z.number(),
    notLookedAt: z.array(z.object({ what: z.string(), why: z.string() })),
  })
  .describe('What was seen at one look: before the steps, or after them.')
export type LookView = z.infer<typeof lookView>

export const runSummaryView = z.object({
  id: z.string(),
  stack: z.string(),
  task: z.string(),
  title: z.string(),
  procedure: z.string(),
  target: z.string().nullable(),
  mode: z.enum(['run', 'plan']),
  state: runStateSchema,
  phase: phaseSchema.nullable(),
  waitingFor: waitingForSchema.nullable(),
  waitingUntil: z.string().nullable(),
  trigger: z.enum(['schedule', 'person']),
  requestedBy: z.string().nullable(),
  dueAt: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  attempt: z.number(),
  stepsPlanned: z.number().nullable(),
  stepsDone: z.number(),
  findingsOpen: z.number().describe('Findings at its last look.'),
  worstSeverity: severitySchema.nullable(),
  summary: z.string().nullable().describe('One sentence for lists: what it did, or why it stopped.'),
})
export type RunSummaryView = z.infer<typeof runSummaryView>

export const runView = runSummaryView.extend({
  plan: planView.nullable(),
  steps: z.array(stepView),
  before: lookView.nullable(),
  after: lookView.nullable(),
  error: z.object({ message: z.string(), hint: z.string().nullable(), transient: z.boolean().nullable() }).nullable(),
  approval: z.object({ planHash: z.string(), by: z.string(), at: z.string(), note: z.string().nullable() }).nullable(),
  signOff: z.object({ by: z.string(), at: z.string(), note: z.string() }).nullable(),
  worker: z.object({ id: z.string(), host: z.string() }).nullable(),
  cancelRequestedBy: z.string().nullable(),
})
export type RunView = z.infer<typeof runView>
