import { z } from 'zod'
import { severities } from '../base/severity.ts'

/** What the doors show: one schema each is the API's answer, the OpenAPI document, the `--json` of the command line and the type. Times are ISO 8601 in UTC. */

export const severitySchema = z.enum(severities)
export const riskSchema = z.enum(['safe', 'disruptive', 'destructive'])
export const roleSchema = z.enum(['viewer', 'operator', 'admin'])
export type Role = z.infer<typeof roleSchema>

/**
 * queued: waits for a worker, or for its next try. running: a worker holds its lease. waiting: for a person or a window (`waitingFor`).
 * converged: a second look found no step left. planned: a plan was asked for and made. diverged: steps are still left.
 * failed: it could not be carried out. cancelled: a person stopped it.
 */
export const runStateSchema = z.enum(['queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled'])
export type RunState = z.infer<typeof runStateSchema>
export const phaseSchema = z.enum(['inspecting', 'applying', 'verifying'])
export const waitingForSchema = z.enum(['approval', 'sign-off', 'window'])

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

export const occurrenceView = z.object({
  stack: z.string(),
  task: z.string(),
  title: z.string(),
  at: z.string(),
  state: z.union([runStateSchema, z.literal('due')]),
  runId: z.string().nullable(),
})
export type OccurrenceView = z.infer<typeof occurrenceView>

/** The runs and dues of one task on one day. */
export const calendarDayView = z.object({
  day: z.string().describe('YYYY-MM-DD in the asked time zone.'),
  stack: z.string(),
  task: z.string(),
  title: z.string(),
  counts: z
    .partialRecord(z.union([runStateSchema, z.literal('due')]), z.number())
    .describe('How many there are, by state; `due` are still to come.'),
  more: z.boolean().describe('There are more dues than were counted.'),
  firstAt: z.string(),
  lastAt: z.string(),
  runId: z.string().nullable().describe('The run, when there is just one and nothing else.'),
})
export type CalendarDayView = z.infer<typeof calendarDayView>

export const workerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  startedAt: z.string(),
  seenAt: z.string(),
  alive: z.boolean(),
  running: z.number(),
})
export type WorkerView = z.infer<typeof workerView>

export const overviewView = z.object({
  at: z.string(),
  /** `fine`: nothing open. `attention`: warnings, or a person is asked. `trouble`: critical findings or failed runs. `unknown`: no worker is alive, or nothing has run yet. */
  status: z.enum(['fine', 'attention', 'trouble', 'unknown']),
  headline: z.string(),
  stacks: z.array(z.object({ stack: z.string(), title: z.string(), timezone: z.string(), tasks: z.number() })),
  findings: z.object({ critical: z.number(), warning: z.number(), info: z.number(), acknowledged: z.number() }),
  today: z
    .object({ runs: z.number(), converged: z.number(), diverged: z.number(), failed: z.number(), stepsDone: z.number() })
    .describe('Since midnight in UTC.'),
  running: z.array(runSummaryView),
  recent: z.array(runSummaryView),
  next: z.array(z.object({ stack: z.string(), task: z.string(), title: z.string(), at: z.string() })),
  needsMe: z.array(requestView),
  workers: z.array(workerView),
})
export type OverviewView = z.infer<typeof overviewView>

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

export const auditEntryView = z.object({
  seq: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.unknown(),
  hash: z.string(),
})
export type AuditEntryView = z.infer<typeof auditEntryView>
export const auditVerdictView = z.object({
  intact: z.boolean(),
  entries: z.number(),
  head: z.string(),
  brokenAt: z.number().nullable().describe('The first entry that does not fit.'),
  reason: z.string().nullable(),
})
export type AuditVerdictView = z.infer<typeof auditVerdictView>

export const procedureView = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  docs: z.string(),
  example: z.string(),
  target: z.string().nullable(),
  kind: z.enum(['machine', 'sign-off']),
  params: z.unknown().describe('JSON Schema of `with:`.'),
})
export type ProcedureView = z.infer<typeof procedureView>

export const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: z.string(),
  createdBy: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
})
export type TokenView = z.infer<typeof tokenView>

export const healthView = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  database: z.boolean(),
  workers: z.number(),
  last_updated: z.string().nullable(),
})
export type HealthView = z.infer<typeof healthView>
