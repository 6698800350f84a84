import { isNamedBy } from '../table-name.ts'
import { covers, helps, serves } from './covers.ts'
import type { Counting, ForeignKey, IndexFacts, IndexSeen } from './observation.ts'
import type { DropReason, IndexesParams } from './params.ts'

/** Why an index is superfluous. */
export type Verdict = {
  readonly index: IndexSeen
  readonly reasons: readonly DropReason[]
  /** What serves its queries too. */
  readonly coveredBy: IndexSeen | null
  /** The reasons for which it may be dropped: unused counts only after this task has watched it for the whole time. */
  readonly droppable: readonly DropReason[]
}

export type Grounds = { readonly now: string; readonly counting: Counting; readonly standby: boolean }
type Limits = Pick<IndexesParams, 'keep' | 'unused-for' | 'min-size' | 'ignore-standbys'>

/** Judges the indexes of all tables, each table for itself. Pure: what it says of a table depends on that table's indexes and keys alone. */
export function judge(indexes: readonly IndexSeen[], keys: readonly ForeignKey[], grounds: Grounds, limits: Limits): readonly Verdict[] {
  const keysOf = Map.groupBy(keys, ({ table }) => table.oid)
  return [...Map.groupBy(indexes, ({ table }) => table.oid)].flatMap(([table, own]) =>
    judgeTable(own, keysOf.get(table) ?? [], grounds, limits),
  )
}

/**
 * Promises: whatever is dropped of what it names, each query that an index served is still served by another, unless nobody has used it; and each
 * foreign key that had an index keeps one.
 */
function judgeTable(indexes: readonly IndexSeen[], keys: readonly ForeignKey[], grounds: Grounds, limits: Limits): readonly Verdict[] {
  const mayGo = (index: IndexSeen): boolean => index.neededFor === null && !limits.keep.some((pattern) => isNamedBy(index, pattern))
  const left = new Set(indexes)
  const keepers = new Map<IndexSeen, IndexSeen>()
  for (const index of indexes.filter(mayGo).toSorted(leastWorthFirst)) {
    const keeper = keeperOf(index, [...left])
    if (keeper === null) continue
    keepers.set(index, keeper)
    left.delete(index)
  }
  return indexes.filter(mayGo).flatMap((index): Verdict[] => {
    const unused = isUnused(index, grounds, limits) && !isOnlyOneFor(index, keys, left)
    if (unused) left.delete(index)
    const reasons: DropReason[] = [
      ...(!index.valid && !index.atWork ? ['invalid' as const] : []),
      ...(keepers.has(index) && !(index.atWork && !index.valid) ? ['duplicate' as const] : []),
      ...(unused && !(index.atWork && !index.valid) ? ['unused' as const] : []),
    ]
    if (reasons.length === 0) return []
    const watched = watchedLongEnough(index, grounds, limits)
    return [
      { index, reasons, coveredBy: keepers.get(index) ?? null, droppable: reasons.filter((reason) => reason !== 'unused' || watched) },
    ]
  })
}

/**
 * The one among them that makes it superfluous. One that nobody uses and that could itself be called unused keeps no used one: else this one would go
 * first, and that one next.
 */
export function keeperOf<Index extends IndexFacts>(index: IndexFacts, others: readonly Index[]): Index | null {
  const keepers = others.filter(
    (other) => other.valid && covers(other, index) && (other.scans > 0 || index.scans === 0 || staysUnused(other)),
  )
  // The widest: it keeps those between, too.
  return keepers.toSorted((a, b) => b.keys.length - a.keys.length || leastWorthFirst(b, a))[0] ?? null
}

const staysUnused = (index: IndexFacts): boolean => index.neededFor !== null || index.unique

/** Of two that are alike the one goes that is not valid, not unique, less used, newer. */
const leastWorthFirst = (a: IndexFacts, b: IndexFacts): number =>
  Number(a.valid) - Number(b.valid) || Number(a.unique) - Number(b.unique) || a.scans - b.scans || b.oid - a.oid

/** What the counters say, when they can be trusted for it: null when they can. */
export function countersUnfit(
  { now, counting, standby }: Grounds,
  limits: Limits,
): 'off' | 'unknown' | 'young' | 'standbys' | 'standby' | null {
  if (!counting.on) return 'off'
  if (counting.since === null) return 'unknown'
  if (Date.parse(now) - Date.parse(counting.since) < limits['unused-for']) return 'young'
  if (standby) return 'standby'
  return counting.standbys > 0 && !limits['ignore-standbys'] ? 'standbys' : null
}

function isUnused(index: IndexSeen, grounds: Grounds, limits: Limits): boolean {
  if (index.unique || index.scans > 0 || index.bytes < limits['min-size'] || countersUnfit(grounds, limits) !== null) return false
  return !index.young || Date.parse(grounds.now) - Date.parse(index.watchedSince) >= limits['unused-for']
}

const watchedLongEnough = (index: IndexSeen, { now, counting }: Grounds, limits: Limits): boolean =>
  Date.parse(now) - Math.max(Date.parse(index.watchedSince), Date.parse(counting.since ?? now)) >= limits['unused-for']

/** Deleting or changing a row that others refer to would read the whole table without it, or more of it than now. */
export const isOnlyOneFor = (index: IndexFacts, keys: readonly ForeignKey[], left: Iterable<IndexFacts>): boolean => {
  const others = [...left].filter((other) => other !== index)
  const isAlone = (does: typeof serves): boolean =>
    keys.some((key) => does({ ...index, valid: true }, key) && !others.some((other) => does(other, key)))
  return isAlone(serves) || isAlone(helps)
}
