import type { JsonObject } from '../../../base/json.ts'
import type { Assessment, Finding, Skipped } from '../../contract.ts'
import { isNamedBy } from '../table-name.ts'
import { dueFor } from './due.ts'
import { describeHolder, holderFindings } from './horizon.ts'
import type { Horizon } from './horizon.ts'
import { careFindings, careFor, careStep } from './needs.ts'
import type { SeenTable } from './needs.ts'
import { dueParents, parentFindings, parentStep } from './parent-care.ts'
import type { SeenParent } from './parent-care.ts'
import type { VacuumManner, VacuumParams } from './params.ts'
import type { VacuumOptions } from './statement.ts'
import type { Thresholds } from './table-care.ts'
import { notCountedTables } from './uncounted.ts'

/** What vacuum saw. */
export type VacuumObservation = JsonObject & {
  /** The server's clock. */
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
  /** Every partitioned table, with what later looks need to know of it. */
  readonly parents: readonly SeenParent[]
  /** Patterns of the task that no table fits. */
  readonly unmatched: readonly string[]
  /** Tables of which nobody knows how many dead rows they have (see uncounted.ts): the first of them, and how many there are. */
  readonly uncounted: readonly string[]
  readonly uncountedSeen: number
}

export function assessVacuum(observation: VacuumObservation, params: VacuumParams): Assessment {
  const { horizon, now, thresholds, major } = observation
  if (observation.standby)
    return {
      findings: [],
      steps: [],
      notLookedAt: [{ what: 'tables', why: 'this is a standby: VACUUM runs on its primary, where the counters are', fingerprints: '' }],
    }
  const cares = observation.tables.map((table) => careFor(table, { ...observation, minDeadRows: params['min-dead-rows'] }))
  const planned = cares.filter(({ vacuum, analyze }) => vacuum || analyze)
  const lastVacuum = planned.findLast(({ vacuum }) => vacuum)
  const parents = dueParents(observation.parents, thresholds, major)
  const permitted = parents.filter((parent) => parent.permitted)
  return {
    steps: [
      ...planned.map((care) => careStep(care, optionsFor(params, care !== lastVacuum), major)),
      ...permitted.map((parent) => parentStep(parent, thresholds, major)),
    ],
    findings: [
      ...cares.flatMap((care) => careFindings(care, horizon, now)),
      ...parentFindings(parents),
      ...holderFindings(horizon, now, params['holder-age']),
      ...observation.unmatched.map((pattern) => noSuchTable(pattern)),
      ...(observation.counted ? [] : [notCounted]),
    ],
    notLookedAt: notLookedAt(observation),
    facts: [
      { label: 'tables looked at', value: observation.tablesSeen, unit: 'count' },
      { label: 'tables to care for', value: planned.length + permitted.length, unit: 'count' },
      {
        label: 'dead rows',
        value: observation.tables.reduce((sum, table) => sum + table.deadRows + (table.toast?.deadRows ?? 0), 0),
        unit: 'rows',
      },
      { label: 'horizon held back by', value: horizon.holders[0] ? describeHolder(horizon.holders[0], now) : 'nobody' },
    ],
  }
}

export const optionsFor = (params: VacuumManner, skipDatabaseStats: boolean): VacuumOptions => ({
  truncate: params.truncate,
  skipDatabaseStats,
  bufferUsageBytes: params['buffer-usage-limit'] ?? null,
  parallel: params.parallel ?? null,
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
  const uncounted = notCountedTables(observation.uncounted, observation.uncountedSeen)
  if (observation.horizon.seesAll) return uncounted
  return [
    ...uncounted,
    {
      what: 'transactions of other roles',
      why: 'the role of this target may not see them: grant it pg_monitor',
      fingerprints: 'horizon:session:',
    },
  ]
}

/** Tables that are due come first, whatever their number; of the others the `atMost` with most dead rows. */
export function worthKeeping(
  tables: readonly SeenTable[],
  thresholds: Thresholds,
  minDeadRows: number,
  atMost: number,
): readonly SeenTable[] {
  const isDue = (table: SeenTable): boolean => {
    const due = dueFor(table, thresholds, minDeadRows)
    return due.vacuum.length > 0 || due.analyze !== null
  }
  const { due = [], rest = [] } = Object.groupBy(tables, (table) => (isDue(table) ? 'due' : 'rest'))
  return [...due, ...rest.toSorted((a, b) => b.deadRows - a.deadRows).slice(0, atMost)]
}

export const unmatchedPatterns = (
  tables: readonly Pick<SeenTable, 'schema' | 'name' | 'partOf'>[],
  patterns: readonly string[] | undefined,
): readonly string[] =>
  (patterns ?? []).filter(
    (pattern) => !tables.some((table) => isNamedBy(table, pattern) || (table.partOf !== null && isNamedBy(table.partOf, pattern))),
  )
