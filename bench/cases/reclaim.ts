import { sql } from '../../src/base/sql.ts'
import type { Benchmark } from '../benchmark.ts'
import { beside, besideFigures, besideUpkeep, inDatabase, startSide, statements, timed } from '../measure/beside.ts'
import type { Side } from '../measure/beside.ts'
import { makeTrades, tradesScript, twoOfThreeGo } from '../measure/trades.ts'
import { runUpkeep } from '../measure/upkeep.ts'

const rows = 3_600_000
const undisturbedMs = 10_000

const benchmark: Benchmark = {
  title: 'giving back the room of a bloated table while others work',
  how: `${rows / 1e6} M trades of which two thirds were deleted and vacuumed away. Once with \`upkeep run\` of a postgres.reclaim task, which uses pg_repack, once with VACUUM FULL, on a fresh copy, while pgbench reads by two indexes and changes a row, 4 clients as fast as they can. The task says \`parallel: 0\`, the gentlest: pg_repack has no brake, the copy and the builds of its indexes take one of the two cores, and each change of a row is written to its log as well. p99 counts transactions: VACUUM FULL has few slow ones since it lets hardly any begin, see the throughput and the slowest.`,
  run: async (workspace) => {
    const cluster = await startSide(workspace, async (store) => {
      await store.query(sql`create extension pg_repack`)
      await makeTrades(store, rows)
      await store.query({ text: twoOfThreeGo, values: [] })
      await store.query(sql`vacuum trades`)
    })
    const prepare = (url: string): Promise<void> => statements(url, 'vacuum (analyze) trades')
    const side: Side = { cluster, workspace, script: tradesScript(rows), undisturbedMs, prepare, check }
    const naive = await beside(
      side,
      'plain',
      timed((url) => statements(url, 'vacuum (full, analyze) trades')),
    )
    const ours = await besideUpkeep(side, (url) => runUpkeep(side, url, stack, 'reclaim'))
    return besideFigures(ours, naive, 'VACUUM FULL')
  },
}

/** Two thirds of the room are given back, and every row is there that should be. */
async function check(url: string): Promise<void> {
  const seen = await inDatabase(url, (store) =>
    store.first<{ kept: number; bytes: number; left: number }>(sql`
      select (select count(*) from trades)::int as kept, pg_relation_size('trades')::float8 as bytes,
        (select count(*) from pg_trigger where tgname = 'repack_trigger')::int as left`),
  )
  if (seen!.kept !== rows / 3 || seen!.bytes > rows * 50 || seen!.left > 0) throw new Error(`not written anew: ${JSON.stringify(seen)}`)
}

const stack = `
stack: bench
targets:
  db: { kind: postgres, url: "\${BENCH_URL}" }
guide:
  reclaim:
    does: postgres.reclaim
    target: db
    every: on demand
    window: any
    with: { tables: [trades], min-gain: 10 MiB, parallel: 0 }
`

export default benchmark
