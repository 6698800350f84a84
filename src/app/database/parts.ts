import { z } from 'zod'
import { runStateSchema, severitySchema } from '../views/words.ts'

/** What the sections of a database's page are made of. Times are ISO 8601 in UTC. */

/** A task of the stack file, with how its last run ended: where a line of the page leads to. */
export const taskLinkView = z.object({
  task: z.string(),
  title: z.string(),
  lastRun: z.object({ id: z.string(), state: runStateSchema, endedAt: z.string().nullable() }).nullable(),
  openRun: z.object({ id: z.string(), state: runStateSchema }).nullable(),
})
export type TaskLinkView = z.infer<typeof taskLinkView>

/**
 * fresh: as recent as its cadence promises. stale: older than twice its cadence. failed: the last run failed, and what is shown is what a look before it saw, if
 * there was one. unreadable: made by another version of Upkeep. never: the task has not looked yet. missing: no task of the stack file looks.
 */
export const lookStateSchema = z.enum(['fresh', 'stale', 'failed', 'unreadable', 'never', 'missing'])
export type LookState = z.infer<typeof lookStateSchema>

/** Where a section comes from, and whether it can be believed. */
export const sourceView = z.object({
  procedure: z.string(),
  state: lookStateSchema,
  why: z.string().nullable().describe('One sentence when it is not fresh.'),
  task: taskLinkView.nullable().describe('null: no task of the stack file looks at this.'),
  runId: z.string().nullable().describe('The run whose look it is.'),
  at: z.string().nullable(),
  example: z.string().nullable().describe('What to add to the stack file when no task looks at this.'),
})
export type SourceView = z.infer<typeof sourceView>

/** What a table, an index or a statement needs, and which task sees to it. */
export const needView = z.object({
  severity: severitySchema,
  what: z.string(),
  hint: z.string().nullable().describe('What a person can do.'),
  cure: taskLinkView.nullable().describe('The task that cures it; null: no task does.'),
})
export type NeedView = z.infer<typeof needView>
