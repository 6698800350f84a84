import { hostname } from 'node:os'
import { newId } from '../base/id.ts'
import { startLoop } from '../base/loop.ts'
import type { Loop } from '../base/loop.ts'
import { announce, subscribe } from '../store/event.ts'
import { leaseMs } from '../store/lease.ts'
import { removeWorker, seeWorker } from '../store/worker.ts'
import { Stopped } from './checkpoint.ts'
import { keepHouse, remindOfRequests, rescueLostRuns } from './chores.ts'
import { claimFor } from './claim.ts'
import type { Engine } from './engine.ts'
import { executeRun } from './execute.ts'
import { createHold } from './hold.ts'
import type { Hold } from './hold.ts'
import { markNow } from './mark.ts'
import type { Job } from './queue.ts'
import { renewHolds } from './renew-holds.ts'
import { scheduleOnce } from './schedule.ts'

export type WorkerOptions = {
  /** The name under which tasks ask for this host. Defaults to UPKEEP_HOST, then the machine's host name. */
  readonly host?: string
  /** Runs at a time. Defaults to 8. */
  readonly concurrency?: number
}

export type Worker = {
  readonly id: string
  readonly host: string
  /** Takes no new runs, stops its own between steps or batches, and hands them back: another worker goes on with them at once. */
  close(): Promise<void>
}

const shutdown = (): Stopped => new Stopped('shutdown', 'the worker is asked to stop')

/** How long a worker that was asked to stop waits for its runs to reach a checkpoint, in milliseconds. Their leases end by themselves after that. */
const graceMs = 5_000

/**
 * A worker: it keeps the schedule, takes jobs while it has room, and renews the leases of what it holds. It promises that a run whose lease it
 * can't renew in time stops here before anybody else may take it (see createHold).
 */
export async function startWorker(engine: Engine, options: WorkerOptions = {}): Promise<Worker> {
  const worker = { id: newId(), host: options.host ?? engine.env['UPKEEP_HOST'] ?? hostname(), pid: process.pid }
  const concurrency = options.concurrency ?? 8
  const log = engine.log.child({ worker: worker.id.slice(-8) })
  const active = new Map<string, { job: Job; hold: Hold | null; ended: Promise<void> }>()
  let closing = false
  await seeWorker(engine.store, worker)
  await announce(engine.store, { kind: 'worker', id: worker.id })

  const begin = (job: Job): void => {
    const entry = { job, hold: null as Hold | null, ended: Promise.resolve() }
    active.set(job.id, entry)
    const held = (hold: Hold): void => {
      entry.hold = hold
      if (closing) hold.stop(shutdown())
    }
    entry.ended = doJob(engine, worker, job, held)
      .catch((error: unknown) => log.warn({ err: error, run: job.run }, 'a run was dropped; its lease ends and another worker takes it'))
      .finally(() => {
        active.delete(job.id)
        taking.wake()
      })
  }

  const taking = startLoop({
    name: 'taking jobs',
    everyMs: 1_000,
    log,
    runOnce: async () => {
      const room = concurrency - active.size
      if (room <= 0) return
      const jobs = await engine.queue.take(worker.host, room)
      jobs.forEach(begin)
      // A full take means there may be more; a short pause lets those who were woken together take their share.
      return jobs.length === room ? 25 : undefined
    },
  })

  const beating = startLoop({
    name: 'renewing leases',
    everyMs: leaseMs / 4,
    maxBackoffMs: 500,
    log,
    runOnce: async () => {
      await renewHolds(engine.store, () => [...active.values()].flatMap(({ hold }) => (hold === null ? [] : [hold])))
      await seeWorker(engine.store, worker)
      await engine.queue.beat([...active.values()].map(({ job }) => job))
    },
  })

  const scheduling = startLoop({ name: 'the schedule', everyMs: 1_000, maxBackoffMs: 1_000, log, runOnce: () => scheduleOnce(engine) })
  const loops: Loop[] = [
    taking,
    scheduling,
    startLoop({ name: 'rescuing lost runs', everyMs: 2_000, log, runOnce: async () => void (await rescueLostRuns(engine)) }),
    startLoop({ name: 'reminding', everyMs: 60_000, log, runOnce: async () => void (await remindOfRequests(engine.store)) }),
    startLoop({ name: 'keeping house', everyMs: 600_000, log, runOnce: () => keepHouse(engine) }),
  ]
  const events = subscribe(
    engine.store.url,
    (event) => {
      if (event.kind === 'job') taking.wake()
      if (event.kind === 'stack') scheduling.wake()
      // A cancel is a change of the run: looking at once makes it prompt.
      if (event.kind === 'run' && [...active.values()].some(({ hold }) => hold?.lease.run === event.id)) beating.wake()
    },
    () => taking.wake(),
    log,
  )
  log.info({ host: worker.host, concurrency }, 'the worker is up')

  return {
    id: worker.id,
    host: worker.host,
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()))
      // What is being claimed just now stops as soon as it is held.
      closing = true
      for (const { hold } of active.values()) hold?.stop(shutdown())
      await Promise.race([
        Promise.all([...active.values()].map((entry) => entry.ended)),
        new Promise((resolve) => setTimeout(resolve, graceMs).unref()),
      ])
      await beating.stop()
      await events.close()
      await removeWorker(engine.store, worker.id).catch(() => {})
    },
  }
}

/** One job: claims its run, carries it out, and tells the queue. A run that can't be claimed is somebody else's, or over. */
async function doJob(engine: Engine, worker: { id: string; host: string }, job: Job, held: (hold: Hold) => void): Promise<void> {
  const asked = markNow()
  const claim = await claimFor(engine, job.run, worker)
  if (claim !== null) {
    const hold = createHold(engine.store, claim, asked)
    held(hold)
    try {
      await executeRun(engine, claim, hold)
    } finally {
      hold.release()
    }
  }
  await engine.queue.done(job)
}
