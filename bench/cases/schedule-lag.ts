import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../src/base/logger.ts'
import { sql } from '../../src/base/sql.ts'
import { startCluster } from '../../src/cluster/index.ts'
import { loadStack } from '../../src/run/load.ts'
import type { Stack, Task } from '../../src/stack/model.ts'
import { openStore } from '../../src/store/db.ts'
import { listWorkers } from '../../src/store/worker.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { Benchmark } from '../benchmark.ts'
import { quantile } from '../measure/quantile.ts'
import { startProgram } from '../measure/program.ts'

const stacks = 50
const tasksEach = 200
const workers = 4
const warmUpMs = 20_000
const measuredMs = 120_000

const benchmark: Benchmark = {
  title: '10,000 tasks over 4 workers',
  how: `${stacks} stacks with ${tasksEach} tasks of host.resources each, every one due each ten minutes at a moment of its own, carried out by ${workers} worker processes against one PostgreSQL, all on this machine. Measured over ${measuredMs / 1000} s after ${warmUpMs / 1000} s.`,
  run: async (workspace) => {
    const cluster = await startCluster({
      dataDir: join(workspace.path, 'state'),
      log: createLogger({ level: 'warn' }),
      databases: ['upkeep'],
    })
    workspace.later(() => cluster.stop())
    const url = cluster.url('upkeep')
    await migrate(url)
    const store = openStore(url)
    workspace.later(() => store.close())
    workspace.say('loading the tasks')
    for (let n = 0; n < stacks; n++) await loadStack(store, manyTasks(n), null, 'bench')

    const env = { UPKEEP_HOME: workspace.path, UPKEEP_DATABASE_URL: url, UPKEEP_LOG: 'warn' }
    for (let n = 0; n < workers; n++)
      startProgram(workspace, process.execPath, ['src/main.ts', 'work'], { ...env, UPKEEP_HOST: `worker-${n}` })
    while ((await listWorkers(store)).filter((worker) => worker.alive).length < workers) await sleep(100)
    workspace.say('warming up')
    await sleep(warmUpMs)
    const from = new Date()
    workspace.say('measuring')
    await sleep(measuredMs)
    const to = new Date()

    // Every task whose moment lay in the span counts: one that has no run yet is as late as it is now.
    const rows = await store.query<{ queued: number | null; started: number | null; state: string | null }>(sql`
      select extract(epoch from created_at - due_at) * 1000 as queued, extract(epoch from coalesce(started_at, ${to}) - due_at) * 1000 as started, state
      from upkeep.runs where due_at >= ${from} and due_at < ${to}
      union all
      select null, extract(epoch from ${to}::timestamptz - due_at) * 1000, null from upkeep.tasks where due_at >= ${from} and due_at < ${to}`)
    const started = rows.map((row) => row.started!)
    const queued = rows.map((row) => row.queued).filter((lag) => lag !== null)
    const ended = rows.filter((row) => row.state === 'converged').length
    return [
      { what: 'schedule lag, p99 (due to queued)', value: quantile(queued, 0.99), unit: 'ms', most: 1_000 },
      { what: 'schedule lag, median', value: quantile(queued, 0.5), unit: 'ms' },
      { what: 'due to started, p99', value: quantile(started, 0.99), unit: 'ms', most: 1_000 },
      { what: 'due to started, median', value: quantile(started, 0.5), unit: 'ms' },
      { what: 'due to started, worst', value: quantile(started, 1), unit: 'ms' },
      { what: 'runs due in the span', value: rows.length, unit: 'runs' },
      { what: 'of them converged', value: ended, unit: 'runs', peer: { what: 'due', value: rows.length } },
    ]
  },
}

/** Intervals that differ by a few milliseconds spread the moments evenly, because each counts from 1970. */
function manyTasks(stack: number): Stack {
  const guide = Array.from({ length: tasksEach }, (_, n): [string, Task] => [
    `task-${n}`,
    {
      name: `task-${n}`,
      title: `Task ${n}`,
      does: 'host.resources',
      target: 'machine',
      every: 'about 10 minutes',
      cadence: { kind: 'every', ms: 600_000 + (stack * tasksEach + n) * 7 },
      window: null,
      policy: 'auto',
      proof: null,
      with: {},
      host: null,
      deadlineMs: 60_000,
      stepDeadlineMs: 60_000,
      jitterMs: 0,
      catchUp: 'none',
      retries: 0,
      covers: [],
    },
  ])
  return {
    name: `stack-${stack}`,
    title: `Stack ${stack}`,
    timezone: 'UTC',
    targets: { machine: { name: 'machine', kind: 'host', config: {} } },
    windows: {},
    guide: Object.fromEntries(guide),
  }
}

export default benchmark
