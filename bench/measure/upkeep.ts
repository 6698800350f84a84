import { sql } from '../../src/base/sql.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import { loadStack } from '../../src/run/load.ts'
import { parseStack } from '../../src/stack/index.ts'
import { migrate } from '../../src/store/migrate.ts'
import { loadConnectors } from '../../src/targets/index.ts'
import { inDatabase } from './beside.ts'
import type { Side } from './beside.ts'
import type { Span } from './pgbench.ts'
import { startProgram } from './program.ts'

/** A run, from its first look to its last, and how long its steps took alone, in seconds. */
export type UpkeepRun = Span & { readonly stepSeconds: number }

/**
 * Runs the task `task` of a stack called `bench` with `upkeep run`, as a person would; its target's address is ${BENCH_URL}. Throws when the run did not converge.
 * The start of the process is no part of the run: a worker has started long before.
 */
export async function runUpkeep(
  { cluster, workspace }: Pick<Side, 'cluster' | 'workspace'>,
  url: string,
  stack: string,
  task: string,
): Promise<UpkeepRun> {
  const state = cluster.url('upkeep')
  await loadText(state, stack)
  const env = { UPKEEP_HOME: workspace.path, UPKEEP_DATABASE_URL: state, BENCH_URL: url, UPKEEP_LOG: 'warn' }
  const run = startProgram(workspace, process.execPath, ['src/main.ts', 'run', `bench/${task}`, '--yes'], env)
  const code = await run.ended
  if (code !== 0) throw new Error(`upkeep run ended with ${code}:\n${run.output()}`)
  const seen = await inDatabase(state, (store) =>
    store.first<UpkeepRun>(sql`
      select extract(epoch from r.started_at)::float8 * 1000 as "begunMs", extract(epoch from r.ended_at)::float8 * 1000 as "endedMs",
        (select extract(epoch from max(s.ended_at) - min(s.started_at))::float8 from upkeep.steps s where s.run = r.id) as "stepSeconds"
      from upkeep.runs r order by r.id desc limit 1`),
  )
  return seen!
}

/** Loads a stack, written as in a file, into a state database, which is made ready first. */
export async function loadText(state: string, stack: string): Promise<void> {
  const read = parseStack(stack, 'bench.yaml', { procedures: await loadProcedures(), connectors: await loadConnectors() })
  if (!('stack' in read)) throw new Error(read.problems.map(({ message }) => message).join('\n'))
  await migrate(state)
  await inDatabase(state, (store) => loadStack(store, read.stack, null, 'bench'))
}
