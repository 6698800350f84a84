import { formatDuration } from '../../../base/duration.ts'
import type { Assessment, Fact, Skipped } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import { invalidAndNeeded, notPermitted, superfluous } from './findings.ts'
import { countersUnfit, judge } from './judge.ts'
import type { Verdict } from './judge.ts'
import { lonelyKeys, scannedTables } from './missing.ts'
import type { IndexesObservation } from './observation.ts'
import type { IndexesParams } from './params.ts'
import { countedMs } from './scans.ts'
import { dropStep } from './steps.ts'

export function assessIndexes(seen: IndexesObservation, params: IndexesParams): Assessment {
  const verdicts = judge(seen.indexes, seen.foreignKeys, seen, params)
  const wanted = verdicts.map((verdict) => ({ verdict, reasons: verdict.droppable.filter((reason) => params.drop.includes(reason)) }))
  const mayDrop = ({ verdict: { index }, reasons }: (typeof wanted)[number]): boolean =>
    reasons.length > 0 && !seen.standby && !index.partitioned
  const { drops = [], rest = [] } = Object.groupBy(wanted, (one) => (mayDrop(one) ? 'drops' : 'rest'))
  const { permitted = [], refused = [] } = Object.groupBy(drops, ({ verdict }) => (verdict.index.permitted ? 'permitted' : 'refused'))
  return {
    steps: permitted.map(({ verdict, reasons }) => dropStep(verdict, reasons)),
    findings: [
      ...rest.map(({ verdict }) => superfluous(verdict, seen)),
      ...refused.map(({ verdict }) => notPermitted(verdict)),
      ...seen.indexes.filter(({ valid, atWork, neededFor }) => !valid && !atWork && neededFor !== null).map(invalidAndNeeded),
      ...lonelyKeys(seen, params),
      ...scannedTables(seen),
    ],
    notLookedAt: notLookedAt(seen, params),
    facts: facts(seen, verdicts),
  }
}

function notLookedAt(seen: IndexesObservation, params: IndexesParams): readonly Skipped[] {
  const { counting, now } = seen
  const unfit = countersUnfit(seen, params)
  const why = {
    off: 'the server counts nothing: track_counts is off',
    unknown: 'nobody knows since when the counters count',
    young: `the counters began ${formatDuration(Date.parse(now) - Date.parse(counting.since ?? now))} ago, after a reset or a crash; it takes ${formatDuration(params['unused-for'])}`,
    standby: 'this is a standby: its counters tell of its own queries only, and its primary may use what it doesn’t',
    standbys: `${counting.standbys} standbys have counters of their own, which can’t be asked from here (\`ignore-standbys\` says that they run no queries)`,
  }
  return [
    ...(unfit === null ? [] : [{ what: 'which indexes nobody uses', why: why[unfit], fingerprints: 'unused:' }]),
    ...(countedMs(counting, now) === null
      ? [{ what: 'sequential scans', why: 'the counters count for less than an hour', fingerprints: 'scanned:' }]
      : []),
    ...seen.indexes
      .filter(({ valid, atWork }) => !valid && atWork)
      .map((index) => ({
        what: displayName(index),
        why: 'it is not valid, and another session is at work on its table: it may be building it',
        fingerprints: `invalid:${displayName(index)}`,
      })),
    ...(seen.tablesLeftOut > 0
      ? [{ what: `the indexes of ${seen.tablesLeftOut} smaller tables`, why: 'there are too many to speak of' }]
      : []),
    ...(seen.noProposals !== null && seen.scanned.length > 0 ? [{ what: 'which index would help', why: seen.noProposals }] : []),
  ]
}

const facts = (seen: IndexesObservation, verdicts: readonly Verdict[]): readonly Fact[] => [
  { label: 'indexes looked at', value: seen.indexesSeen, unit: 'count' },
  { label: 'their size', value: seen.bytes, unit: 'bytes' },
  { label: 'superfluous', value: verdicts.length, unit: 'count' },
  { label: 'size of the superfluous', value: verdicts.reduce((sum, { index }) => sum + index.bytes, 0), unit: 'bytes' },
  { label: 'scans counted since', value: seen.counting.since, unit: 'time' },
]
