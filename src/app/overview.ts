import { sql } from '../base/sql.ts'
import type { Db } from '../store/db.ts'
import { countFindings } from '../store/finding.ts'
import { listLooks } from '../store/look.ts'
import { listRuns } from '../store/run.ts'
import { listStacks } from '../store/stack.ts'
import { listWorkers } from '../store/worker.ts'
import { presentRequest, presentRun } from './present.ts'
import type { RequestView } from './views/finding.ts'
import type { OverviewView, WorkerView } from './views/overview.ts'

export async function viewRequests(db: Db): Promise<RequestView[]> {
  const waiting = (await listRuns(db, { state: ['waiting'], limit: 200 })).filter((run) => run.waitingFor !== 'window')
  return Promise.all(
    waiting.map(async (run) => presentRequest(run, (await listLooks(db, run.id)).find((look) => look.phase === 'before') ?? null)),
  )
}

export async function viewWorkers(db: Db): Promise<WorkerView[]> {
  return (await listWorkers(db)).map((worker) => ({
    id: worker.id,
    host: worker.host,
    pid: worker.pid,
    startedAt: worker.startedAt.toISOString(),
    seenAt: worker.seenAt.toISOString(),
    alive: worker.alive,
    running: worker.running,
  }))
}

/** Is everything all right? What runs, what ran, what is next, and what waits for a person. */
export async function viewOverview(db: Db): Promise<OverviewView> {
  const [stacks, counts, needsMe, workers, running, recent, next, today] = await Promise.all([
    listStacks(db),
    countFindings(db),
    viewRequests(db),
    viewWorkers(db),
    listRuns(db, { state: ['running', 'queued'], limit: 20 }),
    listRuns(db, { state: ['converged', 'diverged', 'failed', 'cancelled'], mode: 'run', limit: 15 }),
    db.query<{ stack: string; task: string; title: string; at: Date }>(sql`
      select stack, name as task, definition->>'title' as title, next_due as at from upkeep.tasks where next_due is not null order by next_due limit 8`),
    db.query<{ state: string; runs: number; steps: number }>(sql`
      select state, count(*) as runs, coalesce(sum(steps_done), 0) as steps from upkeep.runs
      where mode = 'run' and ended_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' group by state`),
  ])
  const open = (severity: string): number =>
    counts.filter((group) => group.severity === severity && group.state === 'open').reduce((sum, group) => sum + group.count, 0)
  const ran = (state: string): number => today.find((row) => row.state === state)?.runs ?? 0
  const tasks = new Map(stacks.map((stack) => [stack.name, Object.keys((stack.definition['guide'] ?? {}) as object).length]))
  const findings = {
    critical: open('critical'),
    warning: open('warning'),
    info: open('info'),
    acknowledged: counts.filter((group) => group.state === 'acknowledged').reduce((sum, group) => sum + group.count, 0),
  }
  const anyRun = today.length > 0 || recent.length > 0
  return {
    at: new Date().toISOString(),
    ...judgeOverview({
      findings,
      requests: needsMe.length,
      workersAlive: workers.filter((worker) => worker.alive).length,
      anyRun,
      stacks: stacks.length,
    }),
    stacks: stacks.map((stack) => ({ stack: stack.name, title: stack.title, timezone: stack.timezone, tasks: tasks.get(stack.name) ?? 0 })),
    findings,
    today: {
      runs: today.reduce((sum, row) => sum + row.runs, 0),
      converged: ran('converged'),
      diverged: ran('diverged'),
      failed: ran('failed'),
      stepsDone: today.reduce((sum, row) => sum + row.steps, 0),
    },
    running: running.map(presentRun),
    recent: recent.map(presentRun),
    next: next.map((row) => ({ ...row, at: row.at.toISOString() })),
    needsMe,
    workers,
  }
}

export type OverviewFacts = {
  readonly findings: OverviewView['findings']
  readonly requests: number
  readonly workersAlive: number
  readonly anyRun: boolean
  readonly stacks: number
}

/** The answer to "is everything all right?". Pure. What isn't known is never fine: without a living worker nobody looks. */
export function judgeOverview(facts: OverviewFacts): Pick<OverviewView, 'status' | 'headline'> {
  const { findings } = facts
  if (facts.stacks === 0) return { status: 'unknown', headline: 'No stack is loaded' }
  if (facts.workersAlive === 0) return { status: 'unknown', headline: 'Nobody is looking: no worker is alive' }
  if (findings.critical > 0)
    return {
      status: 'trouble',
      headline: `${findings.critical} critical ${findings.critical === 1 ? 'finding needs' : 'findings need'} you`,
    }
  if (!facts.anyRun) return { status: 'unknown', headline: 'Nothing has run yet' }
  const asks = facts.requests > 0 ? `${facts.requests} ${facts.requests === 1 ? 'request waits' : 'requests wait'} for your answer` : null
  const warns = findings.warning > 0 ? `${findings.warning} ${findings.warning === 1 ? 'warning' : 'warnings'}` : null
  if (asks !== null || warns !== null)
    return { status: 'attention', headline: [warns, asks].filter((part) => part !== null).join(', and ') }
  return { status: 'fine', headline: 'Everything is all right' }
}
