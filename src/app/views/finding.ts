import { z } from 'zod'
import { factView, planView } from './plan.ts'
import { severitySchema } from './words.ts'

export const findingView = z.object({
  id: z.string(),
  stack: z.string(),
  task: z.string(),
  target: z.string().nullable(),
  fingerprint: z.string(),
  severity: severitySchema,
  title: z.string(),
  detail: z.string().nullable(),
  hint: z.string().nullable(),
  state: z.enum(['open', 'acknowledged', 'resolved']),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  timesSeen: z.number(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  note: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  lastRunId: z.string(),
})
export type FindingView = z.infer<typeof findingView>

/** Something that waits for a person: a plan to approve, or a review to sign. */
export const requestView = z.object({
  kind: z.enum(['approval', 'sign-off']),
  runId: z.string(),
  stack: z.string(),
  task: z.string(),
  title: z.string(),
  target: z.string().nullable(),
  since: z.string(),
  dueAt: z.string(),
  overdue: z.boolean(),
  reminders: z.number(),
  plan: planView.nullable(),
  facts: z.array(factView),
})
export type RequestView = z.infer<typeof requestView>
