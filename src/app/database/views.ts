import { z } from 'zod'
import { severitySchema } from '../views/words.ts'
import { careView, databaseStatusSchema } from './care.ts'
import { horizonView } from './horizon.ts'
import { indexesView } from './indexes.ts'
import { lookStateSchema } from './parts.ts'
import { queriesView } from './queries.ts'
import { serverView } from './server.ts'
import { sessionsView } from './sessions.ts'
import { sizeView } from './size.ts'
import { tablesView } from './tables.ts'
import { taskLooksView } from './task-looks.ts'

const name = {
  stack: z.string(),
  target: z.string(),
  kind: z.enum(['postgres', 'sqlite']),
  status: databaseStatusSchema,
  headline: z.string().describe('The answer to: is it all right?'),
}

/** One line of the list. */
export const databaseSummaryView = z.object({
  ...name,
  bytes: z.number().nullable(),
  growthPerDay: z.number().nullable(),
  daysUntilFull: z.number().nullable(),
  worst: z.object({ severity: severitySchema, title: z.string() }).nullable(),
  needs: z.number().describe('How many things need care and are acknowledged by nobody.'),
  lastLookAt: z.string().nullable(),
  looks: z.partialRecord(lookStateSchema, z.number()).describe('How many tasks are in which state.'),
})
export type DatabaseSummaryView = z.infer<typeof databaseSummaryView>

/** One database: all that its tasks saw last, each section with where it comes from and whether it can be believed. */
export const databaseView = z.object({
  ...name,
  at: z.string(),
  timezone: z.string(),
  server: serverView,
  care: z.array(careView),
  size: sizeView,
  tables: tablesView,
  indexes: indexesView.nullable().describe('null: this kind of database has no such section, nor have the three that follow.'),
  queries: queriesView.nullable(),
  sessions: sessionsView.nullable(),
  horizon: horizonView.nullable(),
  tasks: z.array(taskLooksView),
})
export type DatabaseView = z.infer<typeof databaseView>
