import { formatMoment } from '../../../base/moment.ts'
import type { Assessment, Finding, Skipped } from '../../contract.ts'
import { damaged, invalidIndex } from '../check/assess.ts'
import { missingExtension } from '../extension.ts'
import { displayName } from '../table-name.ts'
import { collationFindings } from './collations.ts'
import type { IntegrityObservation } from './observation.ts'
import type { IntegrityParams } from './params.ts'
import type { Damage } from './progress.ts'
import { crashFindings, notCheckedAgain } from './set-aside.ts'

export function assessIntegrity(seen: IntegrityObservation, params: IntegrityParams): Assessment {
  const { progress, objects } = seen
  const { round, lastRound } = progress
  const ended = lastRound?.endedAt === seen.now
  return {
    steps: [],
    findings: [
      ...damageFindings(progress.damages),
      ...crashFindings(progress.crashes),
      ...(seen.checksumFailures ?? []).map(({ database, count, last }) => damaged(database, count, last)),
      ...seen.invalidIndexes.map((index) => invalidIndex(displayName(index), index.table)),
      ...collationFindings(seen.outdatedCollations),
      ...(seen.amcheck === null ? [missingExtension(seen.extension, seen.database, 'damage to indexes and tables goes unseen')] : []),
    ],
    notLookedAt: notLookedAt(seen, params),
    facts: [
      {
        label: 'checked of this round',
        value: ended ? `all: ${lastRound.indexes} indexes, ${lastRound.tables} tables` : `${objects.all - objects.left} of ${objects.all}`,
      },
      { label: 'round began', value: ended ? lastRound.startedAt : round.startedAt, unit: 'time' },
      { label: 'last round ended', value: lastRound?.endedAt ?? null, unit: 'time' },
      { label: 'took', value: seen.tookMs, unit: 'ms' },
      { label: 'damaged', value: new Set(progress.damages.map(({ oid }) => oid)).size, unit: 'count' },
    ],
  }
}

const linesShown = 20

/** One for each index or table, however many of its stretches are damaged. */
const damageFindings = (damages: readonly Damage[]): readonly Finding[] =>
  [...Map.groupBy(damages, ({ kind, name }) => `damaged:${kind}:${name}`)].map(([fingerprint, group]) => {
    const { kind, name, table, foundAt } = group[0]!
    const lines = group.flatMap(({ messages }) => messages)
    return {
      fingerprint,
      severity: 'critical',
      title: `${kind} ${name} is damaged`,
      detail: [
        `Found at ${formatMoment(foundAt)}${table === null ? '' : `; it belongs to ${table}`}.`,
        ...lines.slice(0, linesShown),
        ...(lines.length > linesShown ? [`and ${lines.length - linesShown} more`] : []),
      ].join('\n'),
      hint: kind === 'index' ? indexCure : tableCure,
    }
  })

const indexCure =
  'do not rebuild it before you know why: look at the disk, the memory, the log of the server and the version of the collations, and check its table; then REINDEX INDEX CONCURRENTLY makes it anew from the table.'
const tableCure =
  'write as little as possible, take a copy of the data folder with the server stopped, look at the disk and the log of the server, and restore from the last verified backup; VACUUM FULL and REINDEX would spread it.'

function notLookedAt(seen: IntegrityObservation, params: IntegrityParams): readonly Skipped[] {
  const { amcheck, extension } = seen
  const grant = (what: string): string => `the role of this target may not call ${what}: only a superuser may, or whom it was granted`
  return [
    ...(amcheck === null
      ? [{ what: 'indexes and tables', why: 'amcheck is not installed in this database', fingerprints: 'damaged:' }]
      : []),
    ...(amcheck !== null && !amcheck.indexes ? [{ what: 'indexes', why: grant('bt_index_check'), fingerprints: 'damaged:index:' }] : []),
    ...(amcheck !== null && !amcheck.tables && params.tables
      ? [
          {
            what: 'tables',
            why: /^1\.[0-2]$/.test(extension.installed?.version ?? '')
              ? `amcheck ${extension.installed!.version} is older than 1.3 (ALTER EXTENSION amcheck UPDATE)`
              : grant('verify_heapam'),
            fingerprints: 'damaged:table:',
          },
        ]
      : []),
    ...(amcheck !== null && !params.tables ? [{ what: 'tables', why: '`tables` of the task is off', fingerprints: 'damaged:table:' }] : []),
    ...(amcheck?.indexes && params.heapallindexed && !amcheck.heapallindexed
      ? [
          {
            what: 'whether each row is in its indexes',
            why: 'amcheck is older than 1.1, or the role may not (ALTER EXTENSION amcheck UPDATE)',
          },
        ]
      : []),
    ...(seen.otherIndexes > 0
      ? [{ what: `${seen.otherIndexes} indexes that are no B-trees`, why: 'amcheck has no safe check for them' }]
      : []),
    ...notCheckedAgain(seen.progress.crashes),
    ...seen.progress.passedOver.map(({ name, why }) => ({ what: name, why })),
    ...(seen.checksumFailures === null
      ? [
          {
            what: 'pages that the disk damaged',
            why: 'data checksums are off in this cluster (pg_checksums switches them on, offline)',
            fingerprints: 'checksum:',
          },
        ]
      : []),
  ]
}
