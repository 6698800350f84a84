import { z } from 'zod'
import { requestView } from './finding.ts'
import { runSummaryView } from './run.ts'

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
