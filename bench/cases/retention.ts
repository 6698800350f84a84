import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../src/base/logger.ts'
import { sql } from '../../src/base/sql.ts'
import { startCluster } from '../../src/cluster/index.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import { loadStack } from '../../src/run/load.ts'
import { parseStack } from '../../src/stack/index.ts'
import { openStore } from '../../src/store/db.ts'
import type { Store } from '../../src/store/db.ts'
import { migrate } from '../../src/store/migrate.ts'
import { loadConnectors } from '../../src/targets/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { startLoad } from '../measure/pgbench.ts'
import { quantile } from '../measure/quantile.ts'
import { startProgram } from '../measure/program.ts'
import type { Workspace } from '../measure/workspace.ts'

const contracts = 2_275
const hours = 720
const keptHours = 192
const undisturbedMs = 30_000
const rounds = 3
const log = createLogger({ level: 'warn' })

const benchmark: Benchmark = {
  title: 'cutting 1.2 M of 1.64 M rows while others work',
  how: `${contracts} contracts with an hourly rate for ${hours} hours; all but the last ${keptHours} hours go. Once with \`upkeep run\` of a postgres.retention task, once with one DELETE and a VACUUM, each on a fresh copy, while pgbench reads the last day of a contract and updates its latest rate, 200 times a second. Latencies are seen beside those of the ${undisturbedMs / 1000} s before; medians of ${rounds} rounds.`,
  run: async (workspace) => {
    const cluster = await startCluster({
      dataDir: join(workspace.path, 'data'),
      log,
      databases: ['template', 'upkeep'],
      server: { origin: 'machine' },
    })
    workspace.later(() => cluster.stop())
    workspace.say('making the rows')
    await inDatabase(cluster.url('template'), makeRows)
    const side: Side = { cluster, workspace }
    const plains: Measured[] = []
    const all: Measured[] = []
    for (let round = 1; round <= rounds; round++) {
      plains.push(await beside(side, `plain_${round}`, (url) => inDatabase(url, deleteAtOnce)))
      all.push(await beside(side, `ours_${round}`, (url) => runUpkeep(side, url)))
    }
    const [plain, ours] = [medianOf(plains), medianOf(all)]
    return [
      {
        what: 'p99 beside upkeep, over undisturbed',
        value: ours.ratio,
        unit: 'times',
        most: 1.2,
        peer: { what: 'DELETE + VACUUM', value: plain.ratio },
      },
      { what: 'p99 beside upkeep', value: ours.during, unit: 'ms', peer: { what: 'undisturbed', value: ours.before } },
      { what: 'p99 beside DELETE + VACUUM', value: plain.during, unit: 'ms', peer: { what: 'undisturbed', value: plain.before } },
      { what: 'slowest beside upkeep', value: ours.worst, unit: 'ms', peer: { what: 'DELETE + VACUUM', value: plain.worst } },
      { what: 'total time of upkeep', value: ours.seconds, unit: 's', peer: { what: 'DELETE + VACUUM', value: plain.seconds } },
    ]
  },
}

type Side = { readonly cluster: Awaited<ReturnType<typeof startCluster>>; readonly workspace: Workspace }
type Measured = {
  readonly before: number
  readonly during: number
  readonly ratio: number
  readonly worst: number
  readonly seconds: number
}

const medianOf = (all: readonly Measured[]): Measured => {
  const median = (name: keyof Measured): number =>
    quantile(
      all.map((one) => one[name]),
      0.5,
    )
  return { before: median('before'), during: median('during'), ratio: median('ratio'), worst: median('worst'), seconds: median('seconds') }
}

/** Does a piece of work on a fresh copy of the rows with a load beside it. Checks that the right rows are gone. */
async function beside({ cluster, workspace }: Side, name: string, work: (url: string) => Promise<unknown>): Promise<Measured> {
  await inDatabase(cluster.url('postgres'), (store) =>
    store.query({ text: `create database ${name} template template strategy file_copy`, values: [] }),
  )
  const url = cluster.url(name)
  await inDatabase(url, async (store) => {
    await store.query(sql`vacuum (analyze) funding_rates_historical`)
    await store.query(sql`checkpoint`)
  })
  const load = await startLoad(workspace, name, { binDir: cluster.server.binDir, url, script, clients: 4, rate: 200 })
  await sleep(5_000)
  const from = Date.now()
  workspace.say(`${name}: undisturbed`)
  await sleep(undisturbedMs)
  workspace.say(`${name}: at work`)
  const begun = Date.now()
  await work(url)
  const ended = Date.now()
  const latency = await load.stop()
  const left = await inDatabase(url, (store) => store.first<{ n: number }>(sql`select count(*) as n from funding_rates_historical`))
  const kept = left!.n / contracts
  if (kept < keptHours || kept > keptHours + 2)
    throw new Error(`${name} kept ${left!.n} rows, which is ${kept} hours instead of ${keptHours}`)
  const before = latency(0.99, from, begun)
  const during = latency(0.99, begun, ended)
  return {
    before,
    during,
    ratio: during / before,
    worst: latency(1, begun, ended),
    seconds: (ended - begun) / 1000,
  }
}

const script = `
\\set contract random(1, ${contracts})
begin;
select funding_time, funding_rate from funding_rates_historical
  where exchange = 'exchange' || (:contract % 13) and symbol = 'C' || :contract and funding_time > now() - interval '1 day' order by funding_time;
update exchange_data set funding_rate = random() / 1000, last_updated = now() where exchange = 'exchange' || (:contract % 13) and symbol = 'C' || :contract;
end;
`

async function makeRows(store: Store): Promise<void> {
  const run = (text: string): Promise<unknown[]> => store.query({ text, values: [] })
  await run(
    `create table exchange_data (exchange text not null, symbol text not null, funding_rate numeric(20,10), last_updated timestamptz not null, primary key (exchange, symbol))`,
  )
  await run(`insert into exchange_data select 'exchange' || (c % 13), 'C' || c, 0.0001, now() from generate_series(1, ${contracts}) c`)
  await run(`create table funding_rates_historical (exchange text not null, symbol text not null, base_asset text not null, funding_rate numeric(20,10) not null,
    funding_time timestamptz not null, mark_price numeric(30,10), funding_interval_hours int not null, created_at timestamptz not null default now())`)
  await run(`insert into funding_rates_historical
    select 'exchange' || (c % 13), 'C' || c, 'C' || c, random() / 1000, date_trunc('hour', now()) - h * interval '1 hour', random() * 1000, 1, now()
    from generate_series(${hours - 1}, 0, -1) h, generate_series(1, ${contracts}) c`)
  await run(`alter table funding_rates_historical add unique (exchange, symbol, funding_time)`)
  await run(`create index on funding_rates_historical (funding_time)`)
}

async function deleteAtOnce(store: Store): Promise<void> {
  await store.query(
    sql`delete from funding_rates_historical where funding_time < date_trunc('hour', now()) - ${keptHours} * interval '1 hour'`,
  )
  await store.query(sql`vacuum funding_rates_historical`)
}

async function runUpkeep({ cluster, workspace }: Side, url: string): Promise<void> {
  const state = cluster.url('upkeep')
  const read = parseStack(stack, 'bench.yaml', { procedures: await loadProcedures(), connectors: await loadConnectors() })
  if (!('stack' in read)) throw new Error(read.problems.map(({ message }) => message).join('\n'))
  await migrate(state)
  await inDatabase(state, (store) => loadStack(store, read.stack, null, 'bench'))
  const env = { UPKEEP_HOME: workspace.path, UPKEEP_DATABASE_URL: state, BENCH_URL: url, UPKEEP_LOG: 'warn' }
  const run = startProgram(workspace, process.execPath, ['src/main.ts', 'run', 'bench/retention', '--yes'], env)
  const code = await run.ended
  if (code !== 0) throw new Error(`upkeep run ended with ${code}:\n${run.output()}`)
}

const stack = `
stack: bench
targets:
  db: { kind: postgres, url: "\${BENCH_URL}" }
guide:
  retention:
    does: postgres.retention
    target: db
    every: on demand
    proof: none
    with: { table: funding_rates_historical, column: funding_time, keep: ${keptHours}h, mode: rows }
`

async function inDatabase<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(url, { maxConnections: 2, statementTimeoutMs: 600_000 })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

export default benchmark
