import { sql } from '../../src/base/sql.ts'
import type { Benchmark } from '../benchmark.ts'
import { beside, besideFigures, besideUpkeep, inDatabase, startSide, statements, timed } from '../measure/beside.ts'
import type { Side } from '../measure/beside.ts'
import { race } from '../measure/race.ts'
import { makeTrades, tradesScript, twoOfThreeGo } from '../measure/trades.ts'
import { runUpkeep } from '../measure/upkeep.ts'

const rows = 1_200_000
const undisturbedMs = 10_000

const benchmark: Benchmark = {
  title: 'vacuuming a table with 800,000 dead rows while others work',
  how: `${rows / 1e6} M trades of which two thirds were just deleted. Once with \`upkeep run\` of a postgres.vacuum task, once with VACUUM FULL and ANALYZE, on a fresh copy, while pgbench reads by two indexes and changes a row, 4 clients as fast as they can. Beside the load the task says \`cost-delay: 8ms\` (four times as slow as autovacuum, as after a deletion) and \`parallel: 0\`. The speed against \`vacuumdb --analyze\` is that of the steps as they are by default, with no load beside them.`,
  run: async (workspace) => {
    const cluster = await startSide(workspace, async (store) => {
      await makeTrades(store, rows)
      await store.query(sql`vacuum (analyze) trades`)
    })
    const prepare = (url: string): Promise<void> => statements(url, twoOfThreeGo)
    const side: Side = { cluster, workspace, script: tradesScript(rows), undisturbedMs, prepare, check }
    const naive = await beside(
      side,
      'plain',
      timed((url) => statements(url, 'vacuum (full, analyze) trades')),
    )
    const ours = await besideUpkeep(side, (url) => runUpkeep(side, url, stack, 'gently'))
    const raced = await race(side, (url) => runUpkeep(side, url, stack, 'quickly'), 'vacuumdb', ['--analyze', '--table=trades'])
    return [
      ...besideFigures(ours, naive, 'VACUUM FULL'),
      { what: 'speed over vacuumdb --analyze', value: raced.theirs / raced.ours, unit: 'times', least: 0.95 },
      { what: 'time of vacuum and analyze', value: raced.ours, unit: 's', peer: { what: 'vacuumdb --analyze', value: raced.theirs } },
    ]
  },
}

/** The dead rows are gone, but for those that the load has made since. */
async function check(url: string): Promise<void> {
  const seen = await inDatabase(url, (store) =>
    store.first<{ dead: number; analyzed: boolean }>(sql`
      select pg_stat_get_dead_tuples('trades'::regclass)::float8 as dead, reltuples < ${rows / 2} as analyzed from pg_class where oid = 'trades'::regclass`),
  )
  if (seen!.dead > rows / 2 || !seen!.analyzed) throw new Error(`not vacuumed: ${JSON.stringify(seen)}`)
}

const stack = `
stack: bench
targets:
  db: { kind: postgres, url: "\${BENCH_URL}" }
guide:
  gently:
    does: postgres.vacuum
    target: db
    every: on demand
    with: { tables: [trades], cost-delay: 8ms, parallel: 0 }
  quickly:
    does: postgres.vacuum
    target: db
    every: on demand
    with: { tables: [trades] }
`

export default benchmark
