import { z } from 'zod'
import { runStateSchema } from './words.ts'

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
