import { sql } from '../../../src/base/sql.ts'
import type { AnyProcedure } from '../../../src/procedures/contract.ts'
import { startWorker } from '../../../src/run/worker.ts'
import type { Task } from '../../../src/stack/model.ts'
import type { RunRow } from '../../../src/store/run.ts'
import { hardWorld, isOver } from '../world.ts'
import type { World } from '../world.ts'

/** One task on one database, with a worker of the product's engine that carries it out. */
export type Care = AsyncDisposable & {
  readonly world: World
  /** Asks for a run, and returns it when it has ended or waits for another try, which it does until `again`: what the test does meanwhile may take its time. */
  run(): Promise<RunRow>
  /** The pause before the next try passes at once; returns as `run` does. */
  again(run: RunRow): Promise<RunRow>
}

export async function underCare(procedure: AnyProcedure, targetUrl: string, task: Partial<Task>): Promise<Care> {
  const world = await hardWorld({ procedure, targetUrl, tasks: { care: task } })
  const worker = await startWorker(world.engine, { host: 'here', concurrency: 1 })
  const settled = async (id: string, failures: number): Promise<RunRow> => {
    const run = await world.until(id, (now) => isOver(now) || (now.state === 'queued' && now.failures > failures))
    await world.engine.store.run(
      sql`update upkeep.runs set not_before = not_before + interval '1 day' where id = ${id} and state = 'queued'`,
    )
    return run
  }
  return {
    world,
    run: async () => settled(await world.ask('care'), 0),
    again: async (run) => {
      await world.timePasses(run.id)
      return settled(run.id, run.failures)
    },
    [Symbol.asyncDispose]: async () => {
      await worker.close()
      await world[Symbol.asyncDispose]()
    },
  }
}
