import { sql } from '../../src/base/sql.ts'
import type { Benchmark } from '../benchmark.ts'
import { beside, besideFigures, besideUpkeep, inDatabase, startSide, statements, timed } from '../measure/beside.ts'
import type { Side } from '../measure/beside.ts'
import { race } from '../measure/race.ts'
import { makeTrades, tradesScript, twoOfThreeGo } from '../measure/trades.ts'
import { runUpkeep } from '../measure/upkeep.ts'

const indexes = ['trades_by_market', 'trades_by_note', 'trades_pkey']
/** So many that the looks before and after each index are short beside its build. */
const rows = 7_200_000
const undisturbedMs = 10_000

const benchmark: Benchmark = {
  title: 'rebuilding three bloated indexes while others work',
  how: `${rows / 1e6} M trades of which two thirds were deleted and vacuumed away. Once with \`upkeep run\` of a postgres.reindex task, once with REINDEX INDEX for each, on a fresh copy, while pgbench reads by two of the indexes and changes a row, 4 clients as fast as they can. Beside the load the task says \`parallel: 0\`, the gentlest: PostgreSQL has no brake for the build of an index, which takes one of the two cores. The speed against \`reindexdb --concurrently\` is that of the steps as they are by default, with no load beside them.`,
  run: async (workspace) => {
    const cluster = await startSide(workspace, async (store) => {
      await makeTrades(store, rows)
      await store.query({ text: twoOfThreeGo, values: [] })
      await store.query(sql`vacuum trades`)
    })
    const prepare = (url: string): Promise<void> => statements(url, 'vacuum (analyze) trades')
    const side: Side = { cluster, workspace, script: tradesScript(rows), undisturbedMs, prepare, check }
    const naive = await beside(
      side,
      'plain',
      timed((url) => statements(url, ...indexes.map((name) => `reindex index ${name}`))),
    )
    const ours = await besideUpkeep(side, (url) => runUpkeep(side, url, stack, 'gently'))
    const args = ['--concurrently', ...indexes.map((name) => `--index=${name}`)]
    const raced = await race(side, (url) => runUpkeep(side, url, stack, 'quickly'), 'reindexdb', args)
    return [
      ...besideFigures(ours, naive, 'REINDEX INDEX'),
      {
        what: 'speed of the rebuilds over reindexdb --concurrently',
        value: raced.theirs / raced.ours,
        unit: 'times',
        least: 0.95,
      },
      { what: 'time of the rebuilds', value: raced.ours, unit: 's', peer: { what: 'reindexdb --concurrently', value: raced.theirs } },
    ]
  },
}

/** All of them are valid and small. */
async function check(url: string): Promise<void> {
  const seen = await inDatabase(url, (store) =>
    store.query<{ name: string; bytes: number; valid: boolean }>(sql`
      select indexrelid::regclass::text as name, pg_relation_size(indexrelid)::float8 as bytes, indisvalid as valid from pg_index where indrelid = 'trades'::regclass`),
  )
  const large = seen.filter(({ bytes, valid }) => !valid || bytes > rows * 30)
  if (seen.length !== indexes.length || large.length > 0) throw new Error(`not rebuilt: ${JSON.stringify(seen)}`)
}

const stack = `
stack: bench
targets:
  db: { kind: postgres, url: "\${BENCH_URL}" }
guide:
  gently:
    does: postgres.reindex
    target: db
    every: on demand
    with: { tables: [trades], min-size: 1 MiB, parallel: 0 }
  quickly:
    does: postgres.reindex
    target: db
    every: on demand
    with: { tables: [trades], min-size: 1 MiB }
`

export default benchmark
