import { formatNumber } from '../../../base/number.ts'
import type { Finding, Step } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { dueFor, isAge } from './due.ts'
import type { DueFor } from './due.ts'
import { cureOf, describeHolder, horizonOf } from './horizon.ts'
import type { Horizon } from './horizon.ts'
import { analyzeStatement, vacuumStatement } from './statement.ts'
import type { VacuumOptions } from './statement.ts'
import { withCounters } from './table-care.ts'
import type { Counters, TableCare, Thresholds } from './table-care.ts'

export type SeenTable = TableCare & {
  /** The horizon when Upkeep last vacuumed this table to its end; null: it hasn't, or nothing held it back. */
  readonly vacuumedAtHorizon: string | null
  /** The counters right after this very run vacuumed or analyzed it; null: it hasn't. */
  readonly afterCare: Counters | null
}

export type Care = {
  readonly table: SeenTable
  readonly due: DueFor
  readonly vacuum: boolean
  readonly analyze: boolean
  /** held: another VACUUM would be in vain. busy: this run cared for it, and it has run over its limit again since. */
  readonly state: 'fine' | 'due' | 'held' | 'busy' | 'not permitted'
}

/** What one table needs of this run. */
export function careFor(
  table: SeenTable,
  by: { readonly thresholds: Thresholds; readonly horizon: Horizon; readonly minDeadRows?: number },
): Care {
  const dueFrom = (counters: TableCare): DueFor => dueFor(counters, by.thresholds, by.minDeadRows)
  const due = dueFrom(table)
  const stillDue = table.afterCare === null ? due : dueFrom(withCounters(table, table.afterCare))
  const overLimit = due.vacuum.length > 0
  const isDue = overLimit || due.analyze !== null
  const nothing = { table, due, vacuum: false, analyze: false }
  if (isDue && !table.permitted) return { ...nothing, state: 'not permitted' }
  const held = overLimit && isHeld(table, by.horizon)
  const vacuum = overLimit && !held && stillDue.vacuum.length > 0
  const analyze = due.analyze !== null && stillDue.analyze !== null
  if (held) return { ...nothing, analyze, state: 'held' }
  return { table, due, vacuum, analyze, state: vacuum || analyze ? 'due' : isDue ? 'busy' : 'fine' }
}

/**
 * Whether another VACUUM would be in vain: the horizon still stands where it stood when this table was last vacuumed, so every row that is dead now
 * died after it. The table is then reported with who holds it, and no step is planned: a step that can't help would only cost I/O each time.
 */
const isHeld = (table: SeenTable, horizon: Horizon): boolean =>
  table.vacuumedAtHorizon !== null && table.vacuumedAtHorizon === horizonOf(horizon)

/** Bytes a second that a VACUUM at full speed gets through at the least, for the estimate of its time; cached tables take a tenth of that. */
const bytesPerSecond = 50_000_000
/** ANALYZE reads 300 pages of 8 kB for each unit of default_statistics_target (100) at the most, whatever the size of the table (std_typanalyze in analyze.c). */
const sampleBytes = 300 * 100 * 8_192

const readMs = (bytes: number): number => Math.round((bytes / bytesPerSecond) * 1_000)
export const sampleMs = (bytes: number): number => readMs(Math.min(bytes, sampleBytes))

export function careStep({ table, due, vacuum, analyze }: Care, options: VacuumOptions, major: number): Step {
  const name = displayName(table)
  const statements = {
    vacuum: vacuum ? vacuumStatement(table, { ...options, freeze: due.vacuum.some(isAge) }, { major, indexes: table.indexes }) : null,
    analyze: analyze ? analyzeStatement(table) : null,
  }
  const reasons = [...(vacuum ? due.vacuum : []), ...(analyze && due.analyze ? [due.analyze] : [])]
  return {
    key: `${vacuum ? 'vacuum' : 'analyze'}:${name}`,
    title: `${vacuum ? 'Vacuum' : 'Analyze'} ${name}: ${reasons.map(({ reason, rows, limit }) => `${formatNumber(rows)} ${reason} (limit ${formatNumber(limit)})`).join(', ')}`,
    risk: vacuum && options.truncate ? 'disruptive' : 'safe',
    preview: {
      statement: Object.values(statements).filter(Boolean).join(';\n'),
      bytes: table.bytes,
      ...(vacuum && { rows: table.deadRows }),
    },
    args: { schema: table.schema, name: table.name, ...statements },
    expectedMs: 1_000 + (vacuum ? readMs(table.bytes) : sampleMs(table.bytes)),
  }
}

/** What of a table's state no step cures. */
export function careFindings(care: Care, horizon: Horizon, now: string): readonly Finding[] {
  if (care.state === 'held') return [heldFinding(care, horizon, now)]
  if (care.state === 'busy') return [busyFinding(care)]
  return care.state === 'not permitted' ? [notPermitted(care.table, 'vacuum')] : []
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
  [...due.vacuum, ...(due.analyze ? [due.analyze] : [])]
    .map(({ rows, reason, limit }) => `${formatNumber(rows)} ${reason} (limit ${formatNumber(limit)})`)
    .join(', ')

export const notPermitted = (table: TableName, verb: 'vacuum' | 'analyze'): Finding => ({
  fingerprint: `not-permitted:${displayName(table)}`,
  severity: 'warning',
  title: `${displayName(table)} is due, but the role of this target may not ${verb} it`,
  hint: 'grant it MAINTAIN on the table (PostgreSQL 17 and newer), or membership in the role that owns it.',
})
