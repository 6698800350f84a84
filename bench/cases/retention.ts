import { sql } from '../../src/base/sql.ts'
import type { Store } from '../../src/store/db.ts'
import type { Benchmark } from '../benchmark.ts'
import { beside, besideFigures, besideUpkeep, inDatabase, startSide, statements, timed } from '../measure/beside.ts'
import type { Side } from '../measure/beside.ts'
import { runUpkeep } from '../measure/upkeep.ts'

const contracts = 2_275
const hours = 720
const keptHours = 192
const undisturbedMs = 20_000

const benchmark: Benchmark = {
  title: 'cutting 1.2 M of 1.64 M rows while others work',
  how: `${contracts} contracts with an hourly rate for ${hours} hours; all but the last ${keptHours} hours go. Once with \`upkeep run\` of a postgres.retention task, once with one DELETE and a VACUUM, each on a fresh copy, while pgbench reads the last day of a contract and updates its latest rate, 4 clients as fast as they can. Undisturbed are the ${undisturbedMs / 1000} s before and after.`,
  run: async (workspace) => {
    const cluster = await startSide(workspace, makeRows)
    const prepare = (url: string): Promise<void> => statements(url, 'vacuum (analyze) funding_rates_historical')
    const side: Side = { cluster, workspace, script, undisturbedMs, prepare, check }
    const plain = await beside(
      side,
      'plain',
      timed((url) => inDatabase(url, deleteAtOnce)),
    )
    const ours = await besideUpkeep(side, (url) => runUpkeep(side, url, stack, 'retention'))
    return besideFigures(ours, plain, 'DELETE + VACUUM')
  },
}

/** The right rows are gone, and no other. */
async function check(url: string): Promise<void> {
  const left = await inDatabase(url, (store) => store.first<{ n: number }>(sql`select count(*) as n from funding_rates_historical`))
  const kept = left!.n / contracts
  if (kept < keptHours || kept > keptHours + 2) throw new Error(`${left!.n} rows were kept, which is ${kept} hours instead of ${keptHours}`)
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

export default benchmark
