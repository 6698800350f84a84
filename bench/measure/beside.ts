import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../src/base/logger.ts'
import { sql } from '../../src/base/sql.ts'
import { startCluster } from '../../src/cluster/index.ts'
import type { Cluster } from '../../src/cluster/index.ts'
import { openStore } from '../../src/store/db.ts'
import type { Store } from '../../src/store/db.ts'
import type { Figure } from '../benchmark.ts'
import { startLoad } from './pgbench.ts'
import type { Span } from './pgbench.ts'
import type { Workspace } from './workspace.ts'

/** Work on a fresh copy of a database, with a load beside it. */
export type Side = {
  readonly cluster: Cluster
  readonly workspace: Workspace
  /** What the load does, in pgbench's own language. */
  readonly script: string
  /** How long the load runs alone before the work, and again after it, in milliseconds. */
  readonly undisturbedMs: number
  /** Makes a fresh copy ready: what a copy of a database doesn't have, such as counters and statistics of use. */
  readonly prepare: (url: string) => Promise<void>
  /** Throws when the work was not done. */
  readonly check: (url: string) => Promise<void>
}

export type Beside = {
  /** p99 of the latency without the work (before and after it, together) and beside it, in milliseconds, and the one over the other. */
  readonly alone: number
  readonly during: number
  readonly ratio: number
  /** The slowest transaction beside the work, in milliseconds. */
  readonly worst: number
  /** Transactions each second, without the work and beside it. */
  readonly rateAlone: number
  readonly rateDuring: number
  /** How long the work took. */
  readonly seconds: number
}

/** The load settles for so long before anything counts, and after the work. */
const settleMs = 3_000

/** p99 of the same load differs from one moment to the next: so often is it measured. */
const rounds = 3

/** A server of this machine with a database `template`, which `make` fills, and `upkeep`, which keeps the state. */
export async function startSide(workspace: Workspace, make: (store: Store) => Promise<void>): Promise<Cluster> {
  const cluster = await startCluster({
    dataDir: join(workspace.path, 'data'),
    log: createLogger({ level: 'warn' }),
    databases: ['template', 'upkeep'],
    server: { origin: 'machine' },
  })
  workspace.later(() => cluster.stop())
  workspace.say('making the rows')
  await inDatabase(cluster.url('template'), make)
  return cluster
}

/** A fresh copy of the template, made ready. */
export async function freshCopy({ cluster, prepare }: Pick<Side, 'cluster' | 'prepare'>, name: string): Promise<string> {
  await inDatabase(cluster.url('postgres'), (store) =>
    store.query({ text: `create database ${name} template template strategy file_copy`, values: [] }),
  )
  const url = cluster.url(name)
  await prepare(url)
  await inDatabase(url, (store) => store.query(sql`checkpoint`))
  return url
}

/** Work of another kind than a run of ours: from the call to the return. */
export const timed =
  (work: (url: string) => Promise<unknown>) =>
  async (url: string): Promise<Span> => {
    const begunMs = Date.now()
    await work(url)
    return { begunMs, endedMs: Date.now() }
  }

/** The work of Upkeep, and in turns with it no work at all, which tells how much of a ratio is chance. */
export async function besideUpkeep(side: Side, work: (url: string) => Promise<Span>): Promise<Rounds> {
  const [ours, nothing]: [Beside[], Beside[]] = [[], []]
  const idle = timed(() => sleep(side.undisturbedMs))
  for (let round = 1; round <= rounds; round++) {
    nothing.push(await beside({ ...side, check: () => Promise.resolve() }, `nothing_${round}`, idle))
    ours.push(await beside(side, `ours_${round}`, work))
  }
  return { ours: byRatio(ours), nothing: byRatio(nothing) }
}

export type Rounds = { readonly ours: readonly Beside[]; readonly nothing: readonly Beside[] }

const byRatio = (all: readonly Beside[]): readonly Beside[] => all.toSorted((a, b) => a.ratio - b.ratio)

/** Does the work on a fresh copy, with the load alone before it, beside it and alone again, and checks that it was done. */
export async function beside(side: Side, name: string, work: (url: string) => Promise<Span>): Promise<Beside> {
  const { cluster, workspace, script } = side
  const url = await freshCopy(side, name)
  const load = await startLoad(workspace, name, { binDir: cluster.server.binDir, url, script, clients: 4 })
  const undisturbed = timed(async () => {
    workspace.say(`${name}: undisturbed`)
    await sleep(side.undisturbedMs)
  })
  await sleep(settleMs)
  const before = await undisturbed(url)
  workspace.say(`${name}: at work`)
  const during = await work(url)
  await sleep(settleMs)
  const after = await undisturbed(url)
  const seen = await load.stop()
  await side.check(url)
  await statements(cluster.url('postgres'), `drop database ${name} with (force)`)
  const p99 = { alone: seen.latency(0.99, before, after), during: seen.latency(0.99, during) }
  return {
    ...p99,
    ratio: p99.during / p99.alone,
    worst: seen.latency(1, during),
    rateAlone: seen.rate(before, after),
    rateDuring: seen.rate(during),
    seconds: (during.endedMs - during.begunMs) / 1000,
  }
}

/** Ours, in its middle round, beside the command that a guide would have. */
export function besideFigures({ ours, nothing }: Rounds, naive: Beside, command: string): readonly Figure[] {
  const middle = ours[Math.floor(rounds / 2)]!
  const chance = nothing[Math.floor(rounds / 2)]!
  return [
    {
      what: 'p99 beside upkeep, over undisturbed',
      value: middle.ratio,
      unit: 'times',
      most: 1.2,
      peer: { what: command, value: naive.ratio },
    },
    { what: 'the same, its worst round', value: ours.at(-1)!.ratio, unit: 'times', peer: { what: 'its best', value: ours[0]!.ratio } },
    {
      what: 'the same beside no work at all',
      value: chance.ratio,
      unit: 'times',
      peer: { what: 'its worst round', value: nothing.at(-1)!.ratio },
    },
    { what: 'p99 beside upkeep', value: middle.during, unit: 'ms', peer: { what: 'undisturbed', value: middle.alone } },
    { what: `p99 beside ${command}`, value: naive.during, unit: 'ms', peer: { what: 'undisturbed', value: naive.alone } },
    { what: 'slowest beside upkeep', value: middle.worst, unit: 'ms', peer: { what: command, value: naive.worst } },
    { what: 'throughput beside upkeep', value: middle.rateDuring, unit: 'tx/s', peer: { what: 'undisturbed', value: middle.rateAlone } },
    { what: `throughput beside ${command}`, value: naive.rateDuring, unit: 'tx/s', peer: { what: 'undisturbed', value: naive.rateAlone } },
    { what: 'total time of upkeep', value: middle.seconds, unit: 's', peer: { what: command, value: naive.seconds } },
  ]
}

export async function inDatabase<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(url, { maxConnections: 2, statementTimeoutMs: 600_000 })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Statements one after the other, over one connection: what it has counted is on record when it returns. */
export const statements = (url: string, ...texts: readonly string[]): Promise<void> =>
  inDatabase(url, async (store) => {
    for (const text of texts) await store.query({ text, values: [] })
  })
