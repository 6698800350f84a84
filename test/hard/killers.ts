import { startWorker } from '../../src/run/worker.ts'
import type { MortalCluster } from './cluster.ts'
import type { Trial } from './plan.ts'
import { isOver } from './world.ts'
import type { Spare, World } from './world.ts'

/** Somebody who works and somebody who is killed. */
export type Killer = AsyncDisposable & {
  /** Sees to it that a worker is there to take up a run. */
  ready(): Promise<void>
  /** kill -9 now, and then the next start, which finds the run as the dead left it. */
  strike(id: string, trial: Trial): Promise<void>
}

/** Kills the worker's process. The one that takes over in one trial is killed in the next, and the one after it loads meanwhile. */
export function workerKiller(world: World): Killer {
  let victim: Spare | null = null
  let next: Promise<Spare> | null = null
  const take = async (): Promise<Spare> => {
    const spare = await (next ?? world.spare())
    next = world.spare()
    // Whoever awaits it sees its failure.
    next.catch(() => undefined)
    spare.start()
    return spare
  }
  return {
    ready: async () => {
      victim ??= await take()
    },
    strike: async (id) => {
      await victim!.kill()
      victim = null
      await world.timePasses(id)
      victim = await take()
    },
    [Symbol.asyncDispose]: async () => {
      await victim?.kill()
      await (await next)?.kill()
    },
  }
}

/** Kills the database server, in turn its first process and all of them at once. The worker lives on and meets what is left. */
export async function serverKiller(world: World, cluster: MortalCluster): Promise<Killer> {
  const worker = await startWorker(world.engine, { host: 'survivor', concurrency: 1 })
  return {
    ready: async () => {},
    strike: async (id, trial) => {
      await cluster.kill(trial.chance < 0.5 ? 'postmaster' : 'everything')
      await cluster.start()
      const run = await world.until(id, ({ state }) => state !== 'running')
      if (!isOver(run)) await world.timePasses(id)
    },
    [Symbol.asyncDispose]: () => worker.close(),
  }
}
