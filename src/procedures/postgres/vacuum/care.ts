import { countOf, formatNumber } from '../../../base/number.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatDuration } from '../../../base/duration.ts'
import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import { describeBlocker } from '../../../targets/postgres/blockers.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { climb, LockNotGained } from '../../../targets/postgres/lock-ladder.ts'
import type { LockWait } from '../../../targets/postgres/lock-ladder.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { horizonOf, readHorizon } from './horizon.ts'
import type { VacuumManner } from './params.ts'
import { reportProgress } from './progress.ts'
import { countersOf, readOne } from './table-care.ts'
import type { Counters, TableCare } from './table-care.ts'

/** The statements for one table, as the plan shows them. */
export type CareArgs = JsonObject &
  TableName & {
    readonly vacuum: string | null
    readonly analyze: string | null
    /** Of a partitioned table: ANALYZE reads from each of them. */
    readonly partitions?: number
  }

export type CareOutcome = Outcome & {
  /** False when it was skipped: somebody else held its lock at every try. */
  readonly vacuumed: boolean
  readonly analyzed: boolean
  /** Who held the horizon when VACUUM began, as a transaction id. */
  readonly horizon: string | null
  readonly after: Counters | null
  readonly waits: readonly LockWait[]
}

/** An ANALYZE may wait this long for its lock, and take this long for each table that it reads (the project's rules for PostgreSQL, "VACUUM and ANALYZE"). */
const analyzeLimits = { lockTimeoutMs: 5_000, timeoutMs: 120_000 }

/** What VACUUM or ANALYZE can be run on. */
const kinds = ['r', 'm', 'p']

/**
 * Vacuums and analyzes one table. A table whose lock another session keeps through every try is reported as not done, with that session's name: the
 * next look shows that it is still due. One that was dropped in the meantime needs no care.
 */
export async function careForTable(target: PostgresTarget, args: CareArgs, manner: VacuumManner, ctx: ApplyContext): Promise<CareOutcome> {
  const before = await readOne(target, args, kinds)
  if (before === null) return gone(args)
  const horizon = horizonOf(await readHorizon(target))
  const started = performance.now()
  const waits: LockWait[] = []
  const ladder = { what: displayName(args), tries: manner['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  try {
    if (args.vacuum !== null) waits.push(...(await climb(target, () => vacuum(target, args, args.vacuum!, manner, ctx), ladder)).waits)
    if (args.analyze !== null) waits.push(...(await climb(target, () => analyze(target, args, before, ctx), ladder)).waits)
  } catch (error) {
    if (sqlStateOf(error) === '42P01') return gone(args)
    if (error instanceof LockNotGained) return notDone(args, error)
    throw error
  }
  const after = await settledCounters(target, args, before)
  if (after === null) return gone(args)
  ctx.measure('dead rows before', before.deadRows, 'rows')
  ctx.measure('dead rows after', after.deadRows, 'rows')
  ctx.measure('duration', Math.round(performance.now() - started), 'ms')
  return {
    summary: summaryOf(args, before, after, performance.now() - started),
    vacuumed: args.vacuum !== null,
    analyzed: args.analyze !== null,
    horizon,
    after,
    waits,
  }
}

async function vacuum(target: PostgresTarget, table: TableName, statement: string, manner: VacuumManner, ctx: ApplyContext): Promise<void> {
  const progress = reportProgress(target, ctx)
  try {
    const notices = await target.utility(
      { text: statement, values: [] },
      { timeoutMs: manner.timeout, signal: ctx.signal, settings: costSettings(manner) },
    )
    if (notices.some(({ code }) => code === '55P03')) throw await lockNotGained(target, table)
  } finally {
    progress.end()
  }
}

async function analyze(target: PostgresTarget, args: CareArgs, before: TableCare, ctx: ApplyContext): Promise<void> {
  const timeoutMs = analyzeLimits.timeoutMs * (1 + (args.partitions ?? 0))
  const notices = await target.utility({ text: args.analyze!, values: [] }, { ...analyzeLimits, timeoutMs, signal: ctx.signal })
  // Of a partitioned table: either it was left, or a partition of it, whose own statistics are a step of their own.
  if (notices.some(({ code }) => code === '55P03') && (await readOne(target, args, kinds))?.lastAnalyze === before.lastAnalyze)
    throw await lockNotGained(target, args)
}

/** SKIP_LOCKED leaves a locked table with a warning and no error. */
const lockNotGained = (target: PostgresTarget, table: TableName): Promise<LockNotGained> =>
  LockNotGained.on(target, sql`to_regclass(${displayName(table)})`, displayName(table))

const costSettings = (manner: VacuumManner): Record<string, string> => ({
  ...(manner['cost-delay'] !== undefined && { vacuum_cost_delay: `${manner['cost-delay']}ms` }),
  ...(manner['cost-limit'] !== undefined && { vacuum_cost_limit: String(manner['cost-limit']) }),
})

/** How long statistics may take to arrive. Up to PostgreSQL 14 a collector process writes them every half second; later ones are there at once. */
const statisticsPatienceMs = 3_000

/** The counters once the server has recorded the care, so that the second look is not about the state before it. Null: the table is gone. */
async function settledCounters(target: PostgresTarget, args: CareArgs, before: TableCare): Promise<Counters | null> {
  const deadline = performance.now() + statisticsPatienceMs
  for (;;) {
    const after = await readOne(target, args, kinds)
    if (after === null) return null
    const recorded =
      (args.vacuum === null || after.lastVacuum !== before.lastVacuum) &&
      (args.analyze === null || after.lastAnalyze !== before.lastAnalyze)
    if (recorded || performance.now() > deadline) return countersOf(after)
    await sleep(100)
  }
}

function summaryOf(args: CareArgs, before: TableCare, after: Counters, ms: number): string {
  const did = [
    ...(args.vacuum === null ? [] : [`vacuumed: ${countOf(before.deadRows, 'dead row')} before, ${formatNumber(after.deadRows)} after`]),
    ...(args.analyze === null ? [] : ['analyzed']),
  ]
  return `${displayName(args)} ${did.join('; ')}, in ${formatDuration(ms)}`
}

const gone = (table: TableName): CareOutcome => ({
  summary: `${displayName(table)} is gone: somebody dropped it`,
  vacuumed: false,
  analyzed: false,
  horizon: null,
  after: null,
  waits: [],
})

const notDone = (table: TableName, error: LockNotGained): CareOutcome => ({
  summary: `${displayName(table)} was not done: locked in ${error.waits.length} tries by ${error.blockers.map(describeBlocker).join('; ') || 'a session that was not seen'}`,
  vacuumed: false,
  analyzed: false,
  horizon: null,
  after: null,
  waits: error.waits,
})
