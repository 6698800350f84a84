import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { sql } from '../base/sql.ts'
import { severities } from '../base/severity.ts'
import type { Queue } from '../run/queue.ts'
import type { Db } from '../store/db.ts'
import { countFindings } from '../store/finding.ts'
import { listWorkers } from '../store/worker.ts'

/**
 * What Prometheus scrapes. Gauges are read from the database at each scrape. Counters and histograms count the runs that ended since this process
 * began: each scrape takes those that ended since the last one, up to five seconds ago, so that a transaction still under way isn't missed.
 */
export function createMetrics(db: Db, queue: Pick<Queue, 'depth'>): () => Promise<string> {
  const registers = [new Registry()]
  const runs = new Counter({
    name: 'upkeep_runs_total',
    help: 'Runs that ended, by how they ended.',
    labelNames: ['stack', 'procedure', 'state'],
    registers,
  })
  const duration = new Histogram({
    name: 'upkeep_run_duration_seconds',
    help: 'From the start of a run to its end.',
    labelNames: ['procedure'],
    buckets: [0.05, 0.2, 1, 5, 30, 120, 600, 3600],
    registers,
  })
  const lag = new Histogram({
    name: 'upkeep_schedule_lag_seconds',
    help: 'From the moment a task was due to the start of its run.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600],
    registers,
  })
  const steps = new Counter({
    name: 'upkeep_steps_total',
    help: 'Steps that were done by runs that ended.',
    labelNames: ['stack', 'procedure'],
    registers,
  })
  const findings = new Gauge({
    name: 'upkeep_findings_open',
    help: 'Findings that are not resolved.',
    labelNames: ['severity', 'state'],
    registers,
  })
  const depth = new Gauge({
    name: 'upkeep_queue_depth',
    help: 'Runs in the queue, ready or being worked at.',
    labelNames: ['state'],
    registers,
  })
  const overdue = new Gauge({
    name: 'upkeep_schedule_overdue_seconds',
    help: 'How long the most overdue task has been due without a run; 0 when the schedule is kept.',
    registers,
  })
  const waiting = new Gauge({ name: 'upkeep_requests_waiting', help: 'Runs that wait for a person.', labelNames: ['for'], registers })
  const workers = new Gauge({ name: 'upkeep_workers_alive', help: 'Workers seen within the last ten seconds.', registers })
  let counted: Date | null = null

  const countEnded = async (): Promise<void> => {
    const [clock] = await db.query<{ until: Date }>(sql`select clock_timestamp() - interval '5 seconds' as until`)
    const since = counted ?? clock!.until
    counted = clock!.until
    const ended = await db.query<{
      stack: string
      procedure: string
      state: string
      steps: number
      seconds: number | null
      lag: number | null
    }>(sql`
      select stack, definition->>'does' as procedure, state, steps_done as steps, extract(epoch from ended_at - started_at) as seconds,
        case when trigger = 'schedule' then extract(epoch from started_at - due_at) end as lag
      from upkeep.runs where ended_at > ${since} and ended_at <= ${counted} and mode = 'run'`)
    for (const run of ended) {
      runs.inc({ stack: run.stack, procedure: run.procedure, state: run.state })
      steps.inc({ stack: run.stack, procedure: run.procedure }, run.steps)
      if (run.seconds !== null) duration.observe({ procedure: run.procedure }, run.seconds)
      if (run.lag !== null) lag.observe(Math.max(0, run.lag))
    }
  }

  const readGauges = async (): Promise<void> => {
    const [counts, queued, alive, late, asks] = await Promise.all([
      countFindings(db),
      queue.depth(),
      listWorkers(db),
      db.first<{ seconds: number }>(
        sql`select greatest(0, coalesce(extract(epoch from now() - min(next_due)), 0)) as seconds from upkeep.tasks`,
      ),
      db.query<{ for: string; n: number }>(
        sql`select waiting_for as for, count(*) as n from upkeep.runs where state = 'waiting' group by 1`,
      ),
    ])
    for (const severity of severities) {
      for (const state of ['open', 'acknowledged'] as const) {
        findings.set(
          { severity, state },
          counts.filter((group) => group.severity === severity && group.state === state).reduce((sum, group) => sum + group.count, 0),
        )
      }
    }
    depth.set({ state: 'ready' }, queued.queued)
    depth.set({ state: 'active' }, queued.active)
    workers.set(alive.filter((worker) => worker.alive).length)
    overdue.set(late?.seconds ?? 0)
    for (const reason of ['approval', 'sign-off', 'window']) waiting.set({ for: reason }, asks.find((row) => row.for === reason)?.n ?? 0)
  }

  void countEnded().catch(() => {})
  return async () => {
    await Promise.all([countEnded(), readGauges()])
    return registers[0]!.metrics()
  }
}
