import { countOf } from '../../../base/number.ts'
import { formatSize } from '../../../base/size.ts'
import type { Assessment, Fact, Finding, Skipped } from '../../contract.ts'
import { describeFree, freePercent, hasMuchFree, walLimit } from '../storage.ts'
import type { Storage } from '../storage.ts'
import { countedRows } from '../table.ts'
import type { TableSeen } from '../table.ts'
import type { CheckObservation } from './inspect.ts'
import type { CheckParams } from './params.ts'

export function assessCheck(observation: CheckObservation, params: CheckParams): Assessment {
  const { storage, integrity, foreignKeys, tables } = observation
  return {
    steps: [],
    findings: [
      ...(integrity !== null && integrity.problems.length > 0 ? [damaged(integrity.problems)] : []),
      ...(foreignKeys?.orphans ?? []).map(({ table, parent, rows }) => orphaned(table, parent, rows)),
      ...(storage === null ? [] : storageFindings(storage, params)),
    ],
    notLookedAt: notLookedAt(observation, params),
    facts: [...(storage === null ? [] : storageFacts(storage)), ...tableFacts(tables ?? [], observation.tablesSeen)],
  }
}

const damaged = (problems: readonly string[]): Finding => ({
  fingerprint: 'damaged',
  severity: 'critical',
  title: 'the database is damaged',
  detail: problems.join('\n'),
  hint: 'stop its programs, keep a copy of all its files, and restore a verified backup; `.recover` of the sqlite3 shell saves what it can.',
})

const orphaned = (table: string, parent: string, rows: number): Finding => ({
  fingerprint: `foreign-key:${table}:${parent}`,
  severity: 'warning',
  title: `${table} has rows whose parent in ${parent} is missing`,
  detail: `${countOf(rows, 'row')}.`,
  hint: 'its programs write without PRAGMA foreign_keys = ON, which SQLite needs in each connection; delete these rows or bring back their parents.',
})

function storageFindings(storage: Storage, params: CheckParams): readonly Finding[] {
  const { databaseBytes, walBytes, wal } = storage
  const maxSize = params['max-size']
  const maxWal = walLimit(storage, params['wal-limit'])
  const findings: readonly (Finding | false)[] = [
    storage.unfinished && {
      fingerprint: 'unfinished',
      severity: 'warning',
      title: 'a program died in the middle of a transaction, and nobody has opened the database since',
      hint: 'start its program again: SQLite rolls the transaction back by itself then. Never delete the -journal file.',
    },
    maxSize !== undefined &&
      databaseBytes + walBytes > maxSize && {
        fingerprint: 'size',
        severity: 'warning',
        title: `the database is larger than ${formatSize(maxSize)}`,
        detail: `It takes ${formatSize(databaseBytes)}, and its write-ahead log ${formatSize(walBytes)}.`,
        hint: 'shorten its retention, or raise `max-size`.',
      },
    walBytes > maxWal && {
      fingerprint: 'wal',
      severity: 'warning',
      title: `the write-ahead log is larger than ${formatSize(maxWal)}`,
      detail: `It takes ${formatSize(walBytes)}${wal ? `; ${wal.checkpointed} of its ${wal.frames} pages are in the database already` : ''}.`,
      hint: 'a reader that never ends its transaction keeps it from being reused; sqlite.vacuum empties it.',
    },
    hasMuchFree(storage, params) && {
      fingerprint: 'free-space',
      severity: 'info',
      title: 'the file is much larger than what is in it',
      detail: `${describeFree(storage)}.`,
      hint: 'sqlite.vacuum gives the space back to the disk.',
    },
  ]
  return findings.filter((finding) => finding !== false)
}

function notLookedAt({ storage, integrity, foreignKeys, tables }: CheckObservation, params: CheckParams): readonly Skipped[] {
  const why = storage?.unfinished ? 'a transaction has to be rolled back first' : 'the database is damaged'
  const tooLong = `it took longer than \`longest-look\`, and nobody could write meanwhile: switch the database to WAL mode, or raise it`
  const uncounted = (tables ?? []).filter(({ rows }) => rows === null).map(({ name }) => name)
  return [
    ...(storage === null
      ? [
          { what: 'its space', why, fingerprints: 'free-space' },
          { what: 'its write-ahead log', why, fingerprints: 'wal' },
        ]
      : []),
    ...(integrity === null && params.integrity !== 'none' ? [{ what: 'integrity', why, fingerprints: 'damaged' }] : []),
    ...(integrity?.unread ?? []).map((what) => ({ what: `integrity of ${what}`, why: tooLong, fingerprints: 'damaged' })),
    ...(foreignKeys === null && params['foreign-keys'] ? [{ what: 'foreign keys', why, fingerprints: 'foreign-key:' }] : []),
    ...(foreignKeys?.unread == null ? [] : [{ what: 'foreign keys', why: foreignKeys.unread, fingerprints: 'foreign-key:' }]),
    ...uncounted.map((what) => ({ what: `rows of ${what}`, why: tooLong })),
  ]
}

const storageFacts = (storage: Storage): readonly Fact[] => [
  { label: 'database file', value: storage.databaseBytes, unit: 'bytes' },
  { label: 'write-ahead log', value: storage.walBytes, unit: 'bytes' },
  ...(storage.wal ? [{ label: 'of the log in the database', value: `${storage.wal.checkpointed} of ${storage.wal.frames} pages` }] : []),
  { label: 'journal', value: storage.journal ?? 'to be rolled back' },
  { label: 'page size', value: storage.pageSize, unit: 'bytes' },
  { label: 'free pages', value: freePercent(storage), unit: 'percent' },
  { label: 'auto_vacuum', value: storage.autoVacuum },
  { label: 'user_version', value: storage.userVersion },
]

/** The report names this many of the largest tables. */
const tablesNamed = 10

const tableFacts = (tables: readonly TableSeen[], seen: number): readonly Fact[] => [
  ...(seen > 0 ? [{ label: 'tables', value: seen, unit: 'count' } as const] : []),
  ...tables
    .filter((table): table is TableSeen & { rows: number } => table.rows !== null)
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, tablesNamed)
    .map(({ name, rows }): Fact =>
      rows > countedRows ? { label: name, value: `over ${countedRows} rows` } : { label: name, value: rows, unit: 'rows' },
    ),
]
