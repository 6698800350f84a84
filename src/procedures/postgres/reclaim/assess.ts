import type { Assessment, Fact, Finding, Step } from '../../contract.ts'
import { analyzeKey, analyzeStep } from '../bloat/analyze.ts'
import { bloatOf, judgeBloat } from '../bloat/judge.ts'
import { displayName } from '../table-name.ts'
import { beingRepacked, dropPartition, noCure, noEstimate, noSuchTable, notPermitted, withoutRoom } from './findings.ts'
import type { ReclaimObservation, TableSeen } from './observation.ts'
import type { ReclaimParams } from './params.ts'
import { clearKey, clearStep, rewriteStep, roomForFull, roomToRepack } from './steps.ts'

type Cure = { readonly how: 'repack' | 'full'; readonly finding: null } | { readonly how: null; readonly finding: Finding }

/** Leftovers first, then what has to be analyzed, then the tables, the one that gains most first. */
export function assessReclaim(observation: ReclaimObservation, params: ReclaimParams): Assessment {
  if (observation.standby)
    return {
      findings: [],
      steps: [],
      notLookedAt: [
        { what: 'tables', why: 'this is a standby: it has the tables of its primary, where they are written anew', fingerprints: '' },
      ],
    }
  const limit = params['min-bloat'] / 100
  const working = observation.leftovers.filter(({ worker }) => worker !== null)
  const leftovers = observation.leftovers.filter(({ worker }) => worker === null)
  const judged = observation.tables
    .filter((table) => !working.some((one) => one.table !== null && displayName(one.table) === displayName(table)))
    .map((table) => ({ table, judgement: judgeBloat(table.measured, limit) }))
  const bloated = judged.flatMap(({ table, judgement }) => (judgement === 'bloated' && gain(table) >= params['min-gain'] ? [table] : []))
  const stale = judged.flatMap(({ table, judgement }) => (judgement === 'stale' ? [table] : []))
  const cured = [...bloated, ...stale]
    .toSorted((a, b) => gain(b) - gain(a))
    .map((table) => ({ table, isStale: stale.includes(table), cure: cureFor(table, stale.includes(table), observation, params) }))
  const step = ({ table, isStale, cure }: (typeof cured)[number]): readonly Step[] => {
    if (cure.how === null) return []
    const own = leftovers.filter((one) => one.table !== null && displayName(one.table) === displayName(table))
    const past = observation.rewritten.find(({ name }) => name === displayName(table)) ?? null
    const after = [...own.map(clearKey), ...(isStale ? [analyzeKey(table)] : [])]
    return [rewriteStep(table, cure.how, { onlyIfBloated: isStale, past, after, params })]
  }
  return {
    steps: [
      ...leftovers.map(clearStep),
      ...stale.filter(({ permitted }) => permitted).map((table) => analyzeStep(table, table.measured.bytes)),
      ...cured.flatMap(step),
    ],
    findings: [
      // What is in the way of a table whose bloat an ANALYZE has yet to tell is no news; only that it can't be analyzed is.
      ...cured.flatMap(({ table, isStale, cure }) => (cure.how === null && (!isStale || !table.permitted) ? [cure.finding] : [])),
      ...observation.unmatched.map(noSuchTable),
    ],
    notLookedAt: [
      ...working.map(beingRepacked),
      ...judged.filter(({ judgement }) => judgement === 'unknown').map(({ table }) => noEstimate(table)),
      ...(observation.unconfirmed === null
        ? []
        : [{ what: 'some candidates, with pgstattuple_approx', why: `${observation.unconfirmed}; the estimate counts` }]),
    ],
    facts: facts(observation, bloated),
  }
}

/** The first of these that can be done: a partition to drop (not here), pg_repack, VACUUM FULL; else what is in the way. */
function cureFor(table: TableSeen, isStale: boolean, observation: ReclaimObservation, params: ReclaimParams): Cure {
  const not = (finding: Finding): Cure => ({ how: null, finding })
  if (!table.permitted) return not(notPermitted(table, isStale))
  if (table.timePartOf !== null && !table.named) return not(dropPartition(table))
  const repackable = observation.repack.path !== null && table.hasKey && !table.materialized && !table.unlogged
  if (!repackable && !params.full) return not(noCure(table, observation))
  const finding = withoutRoom(table, repackable ? roomToRepack(table) : roomForFull(table), params.room)
  return finding === null ? { how: repackable ? 'repack' : 'full', finding } : not(finding)
}

const gain = ({ measured }: TableSeen): number => measured.bytes * (bloatOf(measured) ?? 0)

const facts = ({ tablesSeen, tables, leftovers }: ReclaimObservation, bloated: readonly TableSeen[]): readonly Fact[] => [
  { label: 'tables looked at', value: tablesSeen, unit: 'count' },
  { label: 'large enough to gain by', value: tables.length, unit: 'count' },
  { label: 'bloated', value: bloated.length, unit: 'count' },
  { label: 'bytes of the bloated', value: bloated.reduce((sum, { measured }) => sum + measured.bytes, 0), unit: 'bytes' },
  { label: 'bytes to gain', value: Math.round(bloated.reduce((sum, table) => sum + gain(table), 0)), unit: 'bytes' },
  { label: 'leftovers of pg_repack', value: leftovers.length, unit: 'count' },
]
