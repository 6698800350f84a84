import type { JsonObject } from '../../../base/json.ts'
import type { Assessment, Finding, Skipped, Step } from '../../contract.ts'
import { displayName, isNamedBy } from '../table-name.ts'
import { dueFor } from './due.ts'
import type { DueFor } from './due.ts'
import { cureOf, describeHolder, holderFindings, horizonOf } from './horizon.ts'
import type { Horizon } from './horizon.ts'
import type { VacuumParams } from './params.ts'
import { analyzeStatement, vacuumStatement } from './statement.ts'
import type { VacuumOptions } from './statement.ts'
import { withCounters } from './table-care.ts'
import type { Counters, TableCare, Thresholds } from './table-care.ts'

/** What vacuum saw. */
export type VacuumObservation = JsonObject & {
  readonly now: string
  readonly major: number
  readonly standby: boolean
  /** track_counts: without it, no table ever looks due. */
  readonly counted: boolean
  readonly thresholds: Thresholds
  readonly horizon: Horizon
  /** Every table that is due, then those with most dead rows; `tablesSeen` counts the rest too. */
  readonly tables: readonly SeenTable[]
  readonly tablesSeen: number
  /** Patterns of the task that no table fits. */
  readonly unmatched: readonly string[]
}

export type SeenTable = TableCare & {
  /** The horizon when Upkeep last vacuumed this table to its end; null: it hasn't, or nothing held it back. */
  readonly vacuumedAtHorizon: string | null
  /** The counters right after this very run vacuumed or analyzed it; null: it hasn't. */
  readonly afterCare: Counters | null
}

export function assessVacuum(observation: VacuumObservation, params: VacuumParams): Assessment {
  const { horizon, now } = observation
  if (observation.standby) return { findings: [], steps: [], notLookedAt: [{ what: 'tables', why: 'this is a standby: VACUUM runs on its primary, where the counters are' }] }
  const cares = observation.tables.map((table) => careFor(table, observation, params))
  const planned = cares.filter(({ vacuum, analyze }) => vacuum || analyze)
  const lastVacuum = planned.findLast(({ vacuum }) => vacuum)
  return {
    steps: planned.map((care) => careStep(care, optionsFor(params, care !== lastVacuum), observation.major)),
    findings: [
      ...cares.filter(({ state }) => state === 'held').map((care) => heldFinding(care, horizon, now)),
      ...cares.filter(({ state }) => state === 'busy').map(busyFinding),
      ...cares.filter(({ state }) => state === 'not permitted').map(({ table }) => notPermitted(table)),
      ...holderFindings(horizon, now, params['holder-age']),
      ...observation.unmatched.map((pattern) => noSuchTable(pattern)),
      ...(observation.counted ? [] : [notCounted]),
    ],
    notLookedAt: notLookedAt(observation),
    facts: [
      { label: 'tables looked at', value: observation.tablesSeen, unit: 'count' },
      { label: 'tables to care for', value: planned.length, unit: 'count' },
      { label: 'dead rows', value: observation.tables.reduce((sum, table) => sum + table.deadRows + (table.toast?.deadRows ?? 0), 0), unit: 'rows' },
      { label: 'horizon held back by', value: horizon.holders[0] ? describeHolder(horizon.holders[0], now) : 'nobody' },
    ],
  }
}

type Care = {
  readonly table: SeenTable
  readonly due: DueFor
  readonly vacuum: boolean
  readonly analyze: boolean
  /** held: another VACUUM would be in vain. busy: this run cared for it, and it has run over its limit again since. */
  readonly state: 'fine' | 'due' | 'held' | 'busy' | 'not permitted'
}

/** What one table needs of this run. */
function careFor(table: SeenTable, observation: VacuumObservation, params: VacuumParams): Care {
  const dueFrom = (counters: TableCare): DueFor => dueFor(counters, observation.thresholds, params['min-dead-rows'])
  const due = dueFrom(table)
  const stillDue = table.afterCare === null ? due : dueFrom(withCounters(table, table.afterCare))
  const overLimit = due.vacuum.length > 0
  const isDue = overLimit || due.analyze !== null
  const nothing = { table, due, vacuum: false, analyze: false }
  if (isDue && !table.permitted) return { ...nothing, state: 'not permitted' }
  const held = overLimit && isHeld(table, observation.horizon)
  const vacuum = overLimit && !held && stillDue.vacuum.length > 0
  const analyze = due.analyze !== null && stillDue.analyze !== null
  if (held) return { ...nothing, analyze, state: 'held' }
  return { table, due, vacuum, analyze, state: vacuum || analyze ? 'due' : isDue ? 'busy' : 'fine' }
}

/**
 * Whether another VACUUM would be in vain: the horizon still stands where it stood when this table was last vacuumed, so every row that is dead now
 * died after it. The table is then reported with who holds it, and no step is planned: a step that can't help would only cost I/O each time.
 */
const isHeld = (table: SeenTable, horizon: Horizon): boolean => table.vacuumedAtHorizon !== null && table.vacuumedAtHorizon === horizonOf(horizon)

const optionsFor = (params: VacuumParams, skipDatabaseStats: boolean): VacuumOptions => ({
  truncate: params.truncate,
  skipDatabaseStats,
  bufferUsageBytes: params['buffer-usage-limit'] ?? null,
  parallel: params.parallel ?? null,
})

/** Bytes a second that a VACUUM at full speed gets through at the least, for the estimate of its time; cached tables take a tenth of that. */
const bytesPerSecond = 50_000_000

function careStep({ table, due, vacuum, analyze }: Care, options: VacuumOptions, major: number): Step {
  const name = displayName(table)
  const statements = { vacuum: vacuum ? vacuumStatement(table, options, { major, indexes: table.indexes }) : null, analyze: analyze ? analyzeStatement(table) : null }
  const reasons = [...(vacuum ? due.vacuum : []), ...(analyze && due.analyze ? [due.analyze] : [])]
  return {
    key: `${vacuum ? 'vacuum' : 'analyze'}:${name}`,
    title: `${vacuum ? 'Vacuum' : 'Analyze'} ${name}: ${reasons.map(({ reason, rows, limit }) => `${rows} ${reason} (limit ${limit})`).join(', ')}`,
    risk: vacuum && options.truncate ? 'disruptive' : 'safe',
    preview: { statement: Object.values(statements).filter(Boolean).join(';\n'), bytes: table.bytes, ...(vacuum && { rows: table.deadRows }) },
    args: { schema: table.schema, name: table.name, ...statements },
    expectedMs: 1_000 + Math.round((table.bytes / bytesPerSecond) * 1_000),
  }
}

function heldFinding({ table, due }: Care, horizon: Horizon, now: string): Finding {
  const holder = horizon.holders[0]!
  return {
    fingerprint: `held:${displayName(table)}`,
    severity: 'warning',
    title: `dead rows of ${displayName(table)} can't be removed`,
    detail: `${describeDue(due)} stayed after a VACUUM: ${describeHolder(holder, now)} may still see them.`,
    hint: cureOf(holder),
  }
}

const busyFinding = ({ table, due }: Care): Finding => ({
  fingerprint: `busy:${displayName(table)}`,
  severity: 'info',
  title: `${displayName(table)} is over its limit again right after its care`,
  detail: `${describeDue(due)} came since.`,
  hint: 'run this task more often, or lower autovacuum_vacuum_scale_factor of this table so that autovacuum keeps up.',
})

const describeDue = (due: DueFor): string =>
  [...due.vacuum, ...(due.analyze ? [due.analyze] : [])].map(({ rows, reason, limit }) => `${rows} ${reason} (limit ${limit})`).join(', ')

const notPermitted = (table: TableCare): Finding => ({
  fingerprint: `not-permitted:${displayName(table)}`,
  severity: 'warning',
  title: `${displayName(table)} is due, but the role of this target may not vacuum it`,
  hint: 'grant it MAINTAIN on the table (PostgreSQL 17 and newer), or membership in the role that owns it.',
})

const noSuchTable = (pattern: string): Finding => ({
  fingerprint: `no-such-table:${pattern}`,
  severity: 'warning',
  title: `no table is called ${pattern}`,
  hint: 'correct `tables` of the task; names and patterns are matched as they are written, upper and lower case too.',
})

const notCounted: Finding = {
  fingerprint: 'track-counts-off',
  severity: 'critical',
  title: 'the server counts no dead rows: track_counts is off',
  hint: 'switch track_counts on; neither this task nor autovacuum can work without it.',
}

function notLookedAt(observation: VacuumObservation): readonly Skipped[] {
  if (observation.horizon.seesAll) return []
  return [{ what: 'transactions of other roles', why: 'the role of this target may not see them: grant it pg_monitor', fingerprints: 'horizon:session:' }]
}

/** Tables that are due come first, whatever their number; of the others the `atMost` with most dead rows. */
export function worthKeeping(tables: readonly SeenTable[], thresholds: Thresholds, minDeadRows: number, atMost: number): readonly SeenTable[] {
  const isDue = (table: SeenTable): boolean => {
    const due = dueFor(table, thresholds, minDeadRows)
    return due.vacuum.length > 0 || due.analyze !== null
  }
  const { due = [], rest = [] } = Object.groupBy(tables, (table) => (isDue(table) ? 'due' : 'rest'))
  return [...due, ...rest.toSorted((a, b) => b.deadRows - a.deadRows).slice(0, atMost)]
}

export const unmatchedPatterns = (tables: readonly SeenTable[], patterns: readonly string[] | undefined): readonly string[] =>
  (patterns ?? []).filter((pattern) => !tables.some((table) => isNamedBy(table, pattern)))
