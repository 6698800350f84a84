import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { createLogger } from '../../src/base/logger.ts'
import { startCluster } from '../../src/cluster/index.ts'
import type { Benchmark, Figure } from '../benchmark.ts'
import type { Looked } from '../measure/look.ts'
import type { Workspace } from '../measure/workspace.ts'

const tables = 5_000
const indexesEach = 4
const looksEach = 3

/** Every procedure that looks at a whole database, some with parameters that make them see more. `postgres.integrity` is not among them: it reads all pages, in slices. */
const looks: readonly { readonly name: string; readonly with?: object; readonly seeing?: string }[] = [
  { name: 'postgres.check' },
  { name: 'postgres.size' },
  { name: 'postgres.horizon' },
  { name: 'postgres.indexes' },
  { name: 'postgres.indexes', with: { 'unused-for': '0s', 'min-size': '0 B', 'min-table-size': '0 B' }, seeing: '15,000 unused' },
  { name: 'postgres.vacuum' },
  { name: 'postgres.reindex' },
  { name: 'postgres.reclaim' },
  { name: 'postgres.settings' },
  { name: 'postgres.access' },
  { name: 'postgres.slow-queries' },
]

const benchmark: Benchmark = {
  title: `looking at ${tables} tables with ${tables * indexesEach} indexes`,
  how: `One database; each table has rows, statistics, TOAST, a primary key, a foreign key and ${indexesEach - 1} further indexes, a fifth of them are partitions. Each procedure looks from a new process over a new connection: from opening it to the assessment. The slowest of ${looksEach} looks counts, and the most memory that the process and its PostgreSQL backend held for themselves, together.`,
  run: async (workspace) => {
    const cluster = await startCluster({
      dataDir: join(workspace.path, 'data'),
      log: createLogger({ level: 'warn' }),
      databases: ['many'],
      server: { origin: 'machine' },
      preload: ['pg_stat_statements'],
      settings: { max_locks_per_transaction: '256', fsync: 'off', autovacuum: 'off' },
    })
    workspace.later(() => cluster.stop())
    const url = cluster.url('many')
    workspace.say(`making ${tables} tables`)
    await makeTables(url)
    const measured: Measured[] = []
    for (const look of looks) measured.push(await measure(workspace, url, look))
    return [
      { what: 'the slowest look', value: Math.max(...measured.map(({ seconds }) => seconds)), unit: 's', most: 3 },
      { what: 'most memory for a look', value: Math.max(...measured.map(({ megabytes }) => megabytes)), unit: 'MB', most: 300 },
      ...measured.flatMap(({ what, seconds, megabytes }): Figure[] => [
        { what: `${what}, time`, value: seconds, unit: 's' },
        { what: `${what}, memory`, value: megabytes, unit: 'MB' },
      ]),
    ]
  },
}

type Measured = { readonly what: string; readonly seconds: number; readonly megabytes: number }

async function measure(workspace: Workspace, url: string, { name, with: params = {}, seeing }: (typeof looks)[number]): Promise<Measured> {
  workspace.say(name)
  const all: Looked[] = []
  for (let n = 0; n < looksEach; n++) {
    const { stdout } = await promisify(execFile)(process.execPath, ['bench/measure/look.ts', name, url, JSON.stringify(params)])
    all.push(JSON.parse(stdout) as Looked)
  }
  return {
    what: seeing === undefined ? name : `${name} (${seeing})`,
    seconds: Math.max(...all.map(({ ms }) => ms)) / 1000,
    megabytes: Math.max(...all.map(({ processBytes, backendBytes }) => processBytes + backendBytes)) / 1024 ** 2,
  }
}

const tablesAtOnce = 500

async function makeTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create extension pg_stat_statements')
  await client.query('create table kinds (id int primary key); insert into kinds select generate_series(1, 10)')
  for (let parent = 0; parent < tables / tablesAtOnce; parent++)
    await client.query(`create table parted_${parent} (id int, kind int, at timestamptz, note text) partition by list (kind)`)
  for (let from = 0; from < tables; from += tablesAtOnce) await client.query(makeSome(from, from + tablesAtOnce - 1))
  await client.query('vacuum analyze')
  await client.query('checkpoint')
  await client.end()
}

/** Several transactions: one would hold a lock on each of its tables and indexes. */
const makeSome = (from: number, to: number): string => `do $$ begin
  for n in ${from} .. ${to} loop
    if n % 5 = 0 then
      execute format('create table t%s partition of parted_%s for values in (%s)', n, n / ${tablesAtOnce}, n);
      execute format('alter table t%s alter id set not null', n);
    else
      execute format('create table t%s (id int not null, kind int references kinds, at timestamptz, note text)', n);
    end if;
    execute format('insert into t%s select i, %s, now(), repeat(''x'', 100) from generate_series(1, 10) i', n, case when n % 5 = 0 then n else 1 end);
    execute format('alter table t%s add primary key (id)', n);
    execute format('create index on t%s (kind)', n);
    execute format('create index on t%s (at, id)', n);
    execute format('create index on t%s (lower(note)) where id > 5', n);
    if n % 20 = 0 then commit; end if;
  end loop;
end $$`

export default benchmark
