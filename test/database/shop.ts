import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import pg from 'pg'
import { openApp } from '../../src/app/index.ts'
import type { App } from '../../src/app/index.ts'
import type { RunView } from '../../src/app/views/run.ts'
import { createLogger } from '../../src/base/logger.ts'
import { startWorker } from '../../src/run/worker.ts'
import { stackOf, waitFor } from '../engine/world.ts'
import { temporaryFolder, testCluster, testDatabase } from '../harness/index.ts'
import { run } from '../postgres/looking.ts'

/** Upkeep with a shop to care for: a PostgreSQL in some disorder, one that is not there, and a SQLite file. For beforeAll; close it in afterAll. */
export type Shop = {
  readonly app: App
  /** The environment that makes a command line be about this Upkeep. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The PostgreSQL under care. */
  readonly url: string
  /** Runs each of these tasks until it has ended or waits for a person. */
  ran(...tasks: readonly string[]): Promise<readonly RunView[]>
  /** The same of one that waits for a person: who says no first. */
  ranAgain(task: string): Promise<RunView | undefined>
  close(): Promise<void>
}

const actor = { name: 'test', role: 'admin' } as const
export const oddTable = `Odd "one" 🐘`

/** Nobody but Upkeep removes dead rows here; an index was left behind, half built; a statement is slow. */
const disorder: readonly string[] = [
  'create extension pg_stat_statements',
  'create table trades (id int primary key, side text) with (autovacuum_enabled = false)',
  `insert into trades select n, 'buy' from generate_series(1, 20000) n`,
  'create index by_side on trades (side)',
  'create index by_side_and_id on trades (side, id)',
  'analyze trades',
  'delete from trades where id > 12000',
  `create table "Odd ""one"" 🐘" (id int)`,
  'create table orders (id int primary key)',
  'create table rates (at timestamptz not null, rate numeric) partition by range (at)',
  `create table rates_1 partition of rates for values from ('2026-01-01') to ('2026-02-01')`,
  `create table rates_2 partition of rates for values from ('2026-02-01') to ('2026-03-01')`,
  `insert into rates select '2026-01-15', n from generate_series(1, 1000) n`,
  'create sequence tickets maxvalue 100 start 90',
  `select nextval('tickets')`,
]

export async function openShop(): Promise<Shop> {
  const [state, cluster, folder] = await Promise.all([
    testDatabase({ template: 'store' }),
    testCluster({ databases: ['shop'] }),
    temporaryFolder(),
  ])
  const url = cluster.url('shop')
  await run(url, ...disorder)
  await run(url, 'create unique index concurrently half_built on trades (side)').catch(() => undefined)
  await run(url, 'select pg_stat_clear_snapshot()', ...Array.from({ length: 12 }, () => 'select pg_sleep(0.1), count(*) from trades'))
  const file = join(folder.path, 'journal.db')
  const journal = new DatabaseSync(file)
  journal.exec('create table notes (id integer primary key, text); insert into notes (text) values (1), (2), (3)')
  journal.close()

  const app = await openApp({
    settings: { home: folder.path, port: 0, bind: '127.0.0.1', databaseUrl: state.url },
    env: {},
    log: createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' }),
    supervise: true,
  })
  const onDb = { target: 'db', retries: 0 } as const
  await app.loadStack(
    stackOf(
      {
        size: { ...onDb, does: 'postgres.size', with: { 'max-size': '1 GiB' } },
        // A person has to say yes: so what is due stays due for the test to see.
        vacuum: { ...onDb, does: 'postgres.vacuum', policy: 'approve' },
        check: { ...onDb, does: 'postgres.check' },
        horizon: { ...onDb, does: 'postgres.horizon', with: { 'idle-in-transaction': '10ms' } },
        statements: { ...onDb, does: 'postgres.slow-queries', with: { mean: '10ms' } },
        indexes: { ...onDb, does: 'postgres.indexes', with: { drop: ['duplicate'] }, policy: 'approve' },
        reindex: { ...onDb, does: 'postgres.reindex', with: { 'min-size': '8 kiB' }, policy: 'approve' },
        reclaim: { ...onDb, does: 'postgres.reclaim', with: { 'min-gain': '8 kiB' }, policy: 'approve' },
        settings: { ...onDb, does: 'postgres.settings' },
        gone: { does: 'postgres.size', target: 'gone', retries: 0 },
        journal: { does: 'sqlite.check', target: 'journal', with: { 'max-size': '1 MiB' } },
      },
      {
        name: 'shop',
        title: 'A shop',
        targets: {
          db: { name: 'db', kind: 'postgres', config: { url } },
          gone: { name: 'gone', kind: 'postgres', config: { url: 'postgres://nobody@127.0.0.1:1/gone' } },
          journal: { name: 'journal', kind: 'sqlite', config: { path: file } },
          empty: { name: 'empty', kind: 'postgres', config: { url } },
        },
      },
    ),
    null,
    actor.name,
  )
  const worker = await startWorker(app.engine, { host: 'here' })
  const ran: Shop['ran'] = (...tasks) =>
    Promise.all(
      tasks.map(async (task) => {
        const { id } = await app.useCases.run(actor, 'shop', task)
        return waitFor(async () => {
          const seen = await app.useCases.runById(id)
          return seen.endedAt !== null || seen.state === 'waiting' ? seen : null
        }, 60_000)
      }),
    )
  const env = {
    UPKEEP_HOME: folder.path,
    UPKEEP_DATABASE_URL: state.url,
    UPKEEP_PORT: '0',
    UPKEEP_LOG: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  }
  return {
    app,
    env,
    url,
    ran,
    ranAgain: async (task) => {
      const { openRun } = await app.useCases.task('shop', task)
      if (openRun) await app.useCases.reject(actor, openRun.id, 'look again')
      return (await ran(task))[0]
    },
    close: async () => {
      await worker.close()
      await app.close()
      await Promise.all([state.close(), cluster.close(), folder.close()])
    },
  }
}

/** A session of that name, for hooks: whoever opens it ends it. */
export async function openSession(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  // A server that ends before its test has let go is no trouble of the test's.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
