import { formatSize } from '../../../base/size.ts'
import { quoteIdentifier } from '../../../base/sql.ts'
import type { Finding } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import { lonely } from './covers.ts'
import { sinceWhen } from './findings.ts'
import type { ForeignKey, IndexesObservation, Proposal, ScannedTable } from './observation.ts'
import type { IndexesParams } from './params.ts'
import { countedMs, rowsAtOnce, scansPerDay } from './scans.ts'

/** Foreign keys of large tables whose rows can only be found by reading the table through. */
export const lonelyKeys = (seen: IndexesObservation, params: IndexesParams): readonly Finding[] =>
  lonely(seen.foreignKeys, seen.indexes)
    .filter(({ bytes }) => bytes >= params['min-table-size'])
    .map((key) => lonelyKey(key, seen, params))

function lonelyKey(key: ForeignKey, { counting, now }: IndexesObservation, params: IndexesParams): Finding {
  // Nobody deletes or changes what it refers to, by counters that have counted for long enough to say so.
  const rests = key.changes === 0 && (countedMs(counting, now) ?? 0) >= params['unused-for']
  const table = displayName(key.table)
  const columns = key.columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const statement = `CREATE INDEX ${key.partitioned ? '' : 'CONCURRENTLY '}ON ${quoted(key.table)} (${columns});`
  return {
    fingerprint: `foreign-key:${table}:${key.name}`,
    severity: rests ? 'info' : 'warning',
    title: `foreign key ${key.name} of ${table} has no index`,
    detail: [
      `Each row of ${displayName(key.refersTo)} that is deleted, or whose key changes, reads all ${formatSize(key.bytes)} of ${table}, and holds its locks for as long.`,
      `Rows of ${displayName(key.refersTo)} changed since ${sinceWhen(counting)}: ${key.changes}.`,
    ].join(' '),
    hint: key.partitioned
      ? `make it on each partition with CONCURRENTLY first, and then ${statement}`
      : `${statement} keeps nobody from writing.`,
  }
}

/** Large tables that are read through again and again, with the index that the planner would use instead, where one was found. */
export const scannedTables = (seen: IndexesObservation): readonly Finding[] =>
  seen.scanned.map((table) =>
    scanned(
      table,
      seen.proposals.filter((proposal) => displayName(proposal.table) === displayName(table)),
      seen,
    ),
  )

function scanned(table: ScannedTable, proposals: readonly Proposal[], { counting, now }: IndexesObservation): Finding {
  const name = displayName(table)
  const share = Math.round((100 * table.scans) / (table.scans + table.indexScans))
  return {
    fingerprint: `scanned:${name}`,
    severity: proposals.length > 0 ? 'warning' : 'info',
    title: `${name} (${formatSize(table.bytes)}) is read through again and again`,
    detail: [
      `${Math.round(scansPerDay(table, counting, now) ?? 0)} sequential scans a day since ${sinceWhen(counting)}, ${Math.round(rowsAtOnce(table))} rows each; ${share} % of all its scans.`,
      ...proposals.map(
        ({ statement, query, costNow, costThen }) =>
          `With ${statement} the planner would use it, and the cost fall from ${Math.round(costNow)} to ${Math.round(costThen)}, for: ${query}`,
      ),
    ].join('\n'),
    hint:
      proposals.length > 0
        ? `${proposals.map(({ statement }) => statement).join(' ')} was tried with hypopg, without making it; try it on a copy with real values too.`
        : 'look at its queries with EXPLAIN: do their conditions have an index? (with the extension hypopg this task tries it out.)',
  }
}
