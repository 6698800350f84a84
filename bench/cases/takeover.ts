import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../src/base/logger.ts'
import { startCluster } from '../../src/cluster/index.ts'
import { openQueue } from '../../src/run/queue.ts'
import { cancelRun, requestRun } from '../../src/run/request.ts'
import { findRun } from '../../src/store/run.ts'
import type { RunRow } from '../../src/store/run.ts'
import { openStore } from '../../src/store/db.ts'
import { listWorkers } from '../../src/store/worker.ts'
import type { Benchmark } from '../benchmark.ts'
import { startProgram } from '../measure/program.ts'
import { quantile } from '../measure/quantile.ts'
import { loadText } from '../measure/upkeep.ts'

const rounds = 5
const log = createLogger({ level: 'warn' })

const stack = `
stack: bench
targets:
  here: { kind: command, directory: / }
guide:
  slow: { does: command.run, target: here, every: on demand, with: { run: [sleep, '600'], deadline: 15m, risk: safe } }
`

const benchmark: Benchmark = {
  title: 'a killed worker',
  how: `Two worker processes; the one that is in the middle of a step is killed with SIGKILL, ${rounds} times. Measured until the other has taken the run over.`,
  run: async (workspace) => {
    const cluster = await startCluster({ dataDir: join(workspace.path, 'state'), log, databases: ['upkeep'] })
    workspace.later(() => cluster.stop())
    const url = cluster.url('upkeep')
    await loadText(url, stack)
    const store = openStore(url)
    workspace.later(() => store.close())
    const queue = await openQueue({ url, log, supervise: false })
    workspace.later(() => queue.close())
    const desk = { store, queue }

    const begin = (host: string): unknown =>
      startProgram(workspace, process.execPath, ['src/main.ts', 'work'], {
        UPKEEP_HOME: workspace.path,
        UPKEEP_DATABASE_URL: url,
        UPKEEP_LOG: 'warn',
        UPKEEP_HOST: host,
      })
    const until = async (id: string, reached: (run: RunRow) => boolean): Promise<RunRow> => {
      for (;;) {
        const run = await findRun(store, id)
        if (run !== null && reached(run)) return run
        await sleep(20)
      }
    }
    begin('worker-0')
    begin('worker-1')
    const took: number[] = []
    for (let round = 1; round <= rounds; round++) {
      while ((await listWorkers(store)).filter(({ alive }) => alive).length < 2) await sleep(50)
      const id = await requestRun(desk, 'bench', { stack: 'bench', task: 'slow', mode: 'run', approve: false })
      const { workerHost: doomed } = await until(id, ({ phase }) => phase === 'applying')
      await sleep(1_000 + round * 300)
      const { pid } = (await listWorkers(store)).find(({ host, alive }) => host === doomed && alive)!
      process.kill(pid, 'SIGKILL')
      const killed = performance.now()
      await until(id, ({ workerHost, state }) => state === 'running' && workerHost !== doomed)
      took.push((performance.now() - killed) / 1_000)
      workspace.say(`round ${round}: ${took.at(-1)!.toFixed(1)} s`)
      await cancelRun(desk, 'bench', id)
      await until(id, ({ state }) => state === 'cancelled')
      begin(doomed!)
    }
    return [
      { what: 'until another worker has the run, slowest', value: quantile(took, 1), unit: 's', most: 15 },
      { what: 'until another worker has the run, median', value: quantile(took, 0.5), unit: 's' },
    ]
  },
}

export default benchmark
