import { cut } from '../../../base/cut.ts'
import { formatDuration } from '../../../base/duration.ts'
import { formatMoment } from '../../../base/moment.ts'
import type { Assessment, Fact, Finding, Skipped } from '../../contract.ts'
import { missingExtension } from '../extension.ts'
import { idOf, judge } from './judge.ts'
import type { Judged } from './judge.ts'
import type { Counted, ShownUse, SlowQueriesObservation } from './observation.ts'
import type { SlowQueriesParams } from './params.ts'

export function assessSlowQueries(seen: SlowQueriesObservation, params: SlowQueriesParams): Assessment {
  const { counted } = seen
  if (counted === null) {
    const why =
      seen.extension.installed === null
        ? 'pg_stat_statements is not installed in this database'
        : 'pg_stat_statements is not loaded by the server'
    return { steps: [], findings: [unreadable(seen)], notLookedAt: [{ what: 'statements', why, fingerprints: 'slow' }] }
  }
  const judged = judge(counted.uses, params)
  const span = spanOf(counted, seen.now)
  return {
    steps: [],
    findings: [
      ...judged.map((one) => (one.kind === 'slow' ? slow(one, counted, span) : slower(one, span))),
      ...evicting(counted, span),
      ...notCounting(seen),
    ],
    notLookedAt: notLookedAt(seen, counted, judged, params),
    facts: [
      { label: 'counted since', value: counted.since, unit: 'time' },
      { label: 'statements known', value: counted.statements, unit: 'count' },
      { label: 'calls', value: counted.calls, unit: 'count' },
      { label: 'time in statements', value: counted.totalMs, unit: 'ms' },
      ...top(counted, params.top, 'total', (use) => use.totalMs),
      ...top(counted, params.top, 'mean', (use) => use.meanMs),
    ],
  }
}

/** What is there was counted before it was switched off. */
const notCounting = ({ switchedOff }: SlowQueriesObservation): readonly Finding[] =>
  switchedOff.length === 0
    ? []
    : [
        {
          fingerprint: 'switched-off',
          severity: 'warning',
          title: `pg_stat_statements counts nothing: ${switchedOff.join(', ')}`,
          hint: 'set pg_stat_statements.track = top and compute_query_id = auto, which are the defaults, then reload.',
        },
      ]

function unreadable({ extension, database }: SlowQueriesObservation): Finding {
  if (extension.installed === null) return missingExtension(extension, database, 'nothing is known about its statements')
  return {
    fingerprint: 'extension:pg_stat_statements',
    severity: 'warning',
    title: 'pg_stat_statements is installed, but the server has not loaded it: nothing is counted',
    hint: 'add pg_stat_statements to shared_preload_libraries and restart the server.',
  }
}

/** `in the last 1h`, `since 2025-11-22 06:00:00 UTC, when counting began` */
function spanOf(counted: Counted, now: string): string {
  if (counted.since === null) return 'since counting began'
  return counted.basis === 'last look'
    ? `in the last ${formatDuration(Date.parse(now) - Date.parse(counted.since))}`
    : `since ${formatMoment(counted.since)}, when counting began`
}

const describe = (use: ShownUse): string =>
  `${use.rough ? 'at most ' : ''}${use.calls} calls, ${formatDuration(use.totalMs)} in all, ${formatDuration(use.meanMs)} on average`

function slow({ fingerprint, use }: Judged, counted: Counted, span: string): Finding {
  const share =
    counted.totalMs > 0 ? `, ${Math.min(100, Math.round((use.totalMs / counted.totalMs) * 100))} % of the time in statements` : ''
  return {
    fingerprint,
    severity: 'warning',
    title: `slow statement: ${cut(use.text, 100)}`,
    detail: `${describe(use)} ${span}${share}.\n${use.text}`,
    hint: 'look at its plan with EXPLAIN (ANALYZE, BUFFERS); postgres.indexes looks for a missing index.',
  }
}

const slower = ({ fingerprint, use }: Judged, span: string): Finding => ({
  fingerprint,
  severity: 'warning',
  title: `statement got slower: ${cut(use.text, 100)}`,
  detail: `${describe(use)} ${span}; before it got slower, ${formatDuration(use.before!.meanMs)} on average over ${use.before!.calls} calls.\n${use.text}`,
  hint: 'compare its plan with what was: statistics gone stale (ANALYZE), an index that was dropped or bloated, a table that grew, a lock that it waits for.',
})

/** Each eviction throws out five of a hundred entries: at this number all of them have been replaced once. */
const allReplaced = 20

function evicting({ evicted, info }: Counted, span: string): readonly Finding[] {
  if (evicted === null || evicted < allReplaced) return []
  return [
    {
      fingerprint: 'evictions',
      severity: 'info',
      title: 'pg_stat_statements has too little room: statements are thrown out before they are looked at',
      detail: `Room was made ${evicted} times ${span}, of ${info.maxEntries ?? 'all'} entries 5 % each time.`,
      hint: 'raise pg_stat_statements.max (needs a restart), and look for statements that differ only in their text, such as lists of changing length.',
    },
  ]
}

function notLookedAt(
  seen: SlowQueriesObservation,
  counted: Counted,
  judged: readonly Judged[],
  params: SlowQueriesParams,
): readonly Skipped[] {
  const found = new Set(judged.map(({ fingerprint }) => fingerprint))
  const isJudged = (id: string): boolean => counted.uses.some((use) => use.id === id && use.calls >= params['min-calls'])
  const unjudged = Object.keys(seen.open).filter((fingerprint) => !found.has(fingerprint) && !isJudged(idOf(fingerprint)))
  return [
    ...(seen.switchedOff.length > 0
      ? [{ what: 'statements', why: `none is counted: ${seen.switchedOff.join(', ')}`, fingerprints: 'slow' }]
      : []),
    ...(counted.basis === 'first look'
      ? [
          {
            what: 'whether statements got slower',
            why: 'this is the first look: there is nothing to compare with',
            fingerprints: 'slower:',
          },
        ]
      : []),
    ...(counted.basis === 'anew'
      ? [
          {
            what: `statements between the last look and ${counted.info.since === null ? 'the reset of the counters' : formatMoment(counted.info.since)}`,
            why: 'the counters were reset then',
          },
        ]
      : []),
    ...(counted.hidden > 0
      ? [
          {
            what: `${counted.hidden} statements of other roles`,
            why: 'the role of this target may not see them: grant it pg_monitor',
            fingerprints: 'slow',
          },
        ]
      : []),
    ...Object.entries(seen.givenUp).map(([fingerprint, why]) => givenUp(fingerprint, why, counted, params)),
    ...unjudged.map((fingerprint) => ({
      what: `the statement of ${fingerprint}`,
      why: `it was called fewer than ${params['min-calls']} times since the last look`,
      fingerprints: fingerprint,
    })),
  ]
}

/** What is said where a finding closes that nothing is known to have cured. */
function givenUp(fingerprint: string, why: 'not called' | 'new pace', { uses }: Counted, params: SlowQueriesParams): Skipped {
  const text = uses.find(({ id }) => id === idOf(fingerprint))?.text
  return {
    what: `whether the statement of ${fingerprint} got better${text === undefined ? '' : ` (${cut(text, 80)})`}`,
    why:
      why === 'not called'
        ? `no look of the last week saw ${params['min-calls']} calls of it: its finding closes, cured or not`
        : `it has stayed slower for ${formatDuration(params['new-pace-after'])}: its finding closes uncured, and from now on it is held to its pace of now`,
  }
}

const top = ({ uses }: Counted, count: number, by: 'total' | 'mean', value: (use: ShownUse) => number): readonly Fact[] =>
  uses
    .toSorted((a, b) => value(b) - value(a))
    .slice(0, count)
    .map((use, index) => ({
      label: `${by} ${index + 1} (${use.calls} calls): ${cut(use.text, 80)}`,
      value: Math.round(value(use) * 100) / 100,
      unit: 'ms',
    }))
