import { PgBoss } from 'pg-boss'
import type { Queue as PgBossQueue } from 'pg-boss'
import type { Logger } from '../base/logger.ts'
import { sql } from '../base/sql.ts'
import type { Db } from '../store/db.ts'

/** A job says only which run to carry out; everything else is in the run. Two jobs for one run do no harm: the second finds it claimed. */
export type Job = { readonly id: string; readonly retryCount: number; readonly queue: string; readonly run: string }

export type Queue = {
  /** Hands runs out, as part of the transaction `db`: a run and its job are there together or not at all. */
  send(db: Db, jobs: readonly { readonly run: string; readonly host: string | null; readonly notBefore?: Date }[]): Promise<void>
  /** Those of the runs for which a job lies ready, to be taken by the next worker that may. */
  ready(db: Db, runs: readonly string[]): Promise<ReadonlySet<string>>
  /** Takes up to `limit` jobs that this host may do: its own first. */
  take(host: string, limit: number): Promise<readonly Job[]>
  /** The jobs are still being worked at. Those that aren't named for 10 s are handed to somebody else. */
  beat(jobs: readonly Job[]): Promise<void>
  done(job: Job): Promise<void>
  depth(): Promise<{ readonly queued: number; readonly active: number }>
  close(): Promise<void>
}

export type QueueOptions = {
  readonly url: string
  readonly log: Logger
  /** Whether this process watches for jobs whose worker died. Each worker does; a door that only asks for runs doesn't. Defaults to true. */
  readonly supervise?: boolean
}

const anyHost = 'runs'
const attempt = ({ id, retryCount }: Job): { id: string; retryCount: number } => ({ id, retryCount })
const queueOf = (host: string | null): string => (host === null ? anyHost : `runs.${Buffer.from(host).toString('base64url')}`)

/**
 * A job whose worker sends no heartbeat for 10 s (the least that pg-boss takes) is handed out again; the monitor looks each second, so that
 * a killed worker's run is taken over after 12 s at most. Retries of failed runs are ours (a new job with a later start), so a job fails only with its worker.
 */
const queueOptions: Omit<PgBossQueue, 'name'> = {
  heartbeatSeconds: 10,
  retryLimit: 1_000_000,
  retryDelay: 0,
  expireInSeconds: 86_400 - 1,
  retentionSeconds: 14 * 86_400,
  deleteAfterSeconds: 60,
}

/** For node-postgres, to which they are handed on: without it, a server that is gone without a word would stop the taking of jobs for hours. In milliseconds. */
const connection = { query_timeout: 30_000 }

export async function openQueue(options: QueueOptions): Promise<Queue> {
  const supervise = options.supervise ?? true
  const boss = new PgBoss({
    ...connection,
    connectionString: options.url,
    application_name: 'upkeep queue',
    schema: 'upkeep_queue',
    max: 4,
    schedule: false,
    supervise,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
    flowIntervalSeconds: 3_600,
    bamIntervalSeconds: 60,
  })
  let closing = false
  // While it closes, a server that stops at the same time may end its connections first: nothing is lost by that.
  boss.on('error', (error) => options.log[closing ? 'debug' : 'warn']({ err: error }, 'the queue reports an error'))
  boss.on('warning', (warning) => options.log.debug({ warning }, 'the queue warns'))
  await boss.start()

  const known = new Set<string>()
  const ensure = async (name: string): Promise<string> => {
    if (!known.has(name)) {
      await boss.createQueue(name, queueOptions)
      known.add(name)
    }
    return name
  }
  await ensure(anyHost)

  return {
    send: async (db, jobs) => {
      for (const [host, group] of Map.groupBy(jobs, (job) => job.host)) {
        const name = await ensure(queueOf(host))
        const rows = group.map((job) => ({ data: { run: job.run }, ...(job.notBefore ? { startAfter: job.notBefore } : {}) }))
        await boss.insert(name, rows, {
          db: { executeSql: async (text, values) => ({ rows: await db.query({ text, values: values ?? [] }) }) },
        })
      }
    },
    ready: async (db, runs) => {
      const rows = await db.query<{ run: string }>(sql`
        select distinct data ->> 'run' as run from upkeep_queue.job
        where state in ('created', 'retry') and start_after <= clock_timestamp() and data ->> 'run' = any(${[...runs]}::text[])`)
      return new Set(rows.map((row) => row.run))
    },
    take: async (host, limit) => {
      const taken: Job[] = []
      for (const queue of [await ensure(queueOf(host)), anyHost]) {
        if (taken.length === limit) break
        const jobs = await boss.fetch<{ run: string }>(queue, { batchSize: limit - taken.length, includeMetadata: true })
        taken.push(...jobs.map((job) => ({ id: job.id, retryCount: job.retryCount, queue, run: job.data.run })))
      }
      return taken
    },
    beat: async (jobs) => {
      for (const [queue, group] of Map.groupBy(jobs, (job) => job.queue)) await boss.touch(queue, group.map(attempt))
    },
    done: async (job) => {
      await boss.complete(job.queue, attempt(job))
    },
    depth: async () => {
      const queues = await boss.getQueues()
      return {
        queued: queues.reduce((sum, queue) => sum + queue.readyCount, 0),
        active: queues.reduce((sum, queue) => sum + queue.activeCount, 0),
      }
    },
    close: () => {
      closing = true
      return boss.stop({ graceful: false, close: true })
    },
  }
}
