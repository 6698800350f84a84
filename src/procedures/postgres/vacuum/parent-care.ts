import { countOf, formatNumber } from '../../../base/number.ts'
import type { InspectContext, Finding, Step } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import { notPermitted, sampleMs } from './needs.ts'
import type { Changes, Parent, ParentFacts } from './parents.ts'
import { analyzeParentStatement, recursesIntoPartitions } from './statement.ts'
import type { Thresholds } from './table-care.ts'

export type SeenParent = ParentFacts & {
  /** The counters of its partitions when this task first saw these statistics: right after they were made, where the task made them. */
  readonly changesThen: Changes
  /** Rows that changed since its statistics were made, as far as this task has seen; of one that has none, all rows. */
  readonly changedRows: number
}

/**
 * A partitioned table with what changed in its partitions since its last ANALYZE. PostgreSQL doesn't count that: an ANALYZE of a partition, which autovacuum does, empties the partition's
 * count of changes and leaves the statistics of the whole as they were. So the counters that nothing empties are compared with those of an earlier look. At the first look, what the statistics
 * know is compared with the rows that are there.
 */
export function withParentPast(
  { changes, ...facts }: Parent,
  record: InspectContext['record'],
  earlier: readonly Partial<SeenParent>[] | undefined,
): SeenParent {
  const parent = facts as ParentFacts
  const before = earlier?.find((seen) => seen.schema === parent.schema && seen.name === parent.name)
  if (before?.changesThen !== undefined && before.lastAnalyze === parent.lastAnalyze && parent.lastAnalyze !== null)
    return { ...parent, changesThen: before.changesThen, changedRows: changedSince(before.changesThen, changes) }
  const known = before !== undefined || record(`analyze:${displayName(parent)}`) !== null
  const unseen = known ? 0 : Math.abs(parent.rows - parent.rowsKnown)
  return { ...parent, changesThen: changes, changedRows: parent.lastAnalyze === null ? parent.rows : unseen }
}

/** A partition that is new, and one whose counters began anew, have changed by all that they count. */
const changedSince = (then: Changes, now: Changes): number =>
  Object.entries(now).reduce((sum, [oid, count]) => sum + (count >= (then[oid] ?? 0) ? count - (then[oid] ?? 0) : count), 0)

/** By autovacuum's rule for a table of as many rows; partitioned ones have no storage parameters of their own. One that was never analyzed is due as soon as it has rows. */
const limitOf = (parent: SeenParent, { analyzeThreshold, analyzeScaleFactor }: Thresholds): number =>
  parent.lastAnalyze === null ? 0 : Math.round(analyzeThreshold + analyzeScaleFactor * parent.rows)

/** Before 18, ANALYZE of a partitioned table goes through its partitions too: one within one that is due needs none of its own. */
export function dueParents(parents: readonly SeenParent[], thresholds: Thresholds, major: number): readonly SeenParent[] {
  const due = parents.filter((parent) => parent.changedRows > limitOf(parent, thresholds))
  const roots = new Set(due.filter(({ partOf, permitted }) => partOf === null && permitted).map(displayName))
  return due.filter(({ partOf }) => partOf === null || !recursesIntoPartitions(major) || !roots.has(displayName(partOf)))
}

export function parentStep(parent: SeenParent, thresholds: Thresholds, major: number): Step {
  const { schema, name, partitions } = parent
  const statement = analyzeParentStatement(parent, major)
  const rows = `${formatNumber(parent.changedRows)} ${parent.lastAnalyze === null ? 'rows and no statistics' : 'changed rows'}`
  const limit = parent.lastAnalyze === null ? '' : ` (limit ${formatNumber(limitOf(parent, thresholds))})`
  return {
    key: `analyze:${displayName(parent)}`,
    title: `Analyze ${displayName(parent)}, a partitioned table, which autovacuum never does: ${rows} in ${countOf(partitions, 'partition')}${limit}`,
    risk: 'safe',
    preview: { statement, bytes: parent.bytes },
    args: { schema, name, vacuum: null, analyze: statement, partitions },
    expectedMs: 1_000 + Math.min(sampleMs(parent.bytes), partitions * sampleMs(Infinity)),
  }
}

export const parentFindings = (due: readonly SeenParent[]): readonly Finding[] =>
  due.filter(({ permitted }) => !permitted).map((parent) => notPermitted(parent, 'analyze'))
