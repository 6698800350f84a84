import type { Finding, Skipped } from '../../contract.ts'
import { noRoom } from '../bloat/room.ts'
import { displayName } from '../table-name.ts'
import type { Leftover, ReclaimObservation, TableSeen } from './observation.ts'
import { describeGain } from './steps.ts'

const isBloated = (table: TableSeen): string => `${displayName(table)} has ${describeGain(table)}`

/** Dropping a partition gives its room back at once, and costs nobody anything. */
export const dropPartition = (table: TableSeen): Finding => ({
  fingerprint: `partition:${displayName(table)}`,
  severity: 'info',
  title: `${isBloated(table)}; dropping old partitions is the better cure`,
  detail: `It is a partition of ${displayName(table.timePartOf!)} by time: what isn't needed any more goes with its partition, without a copy.`,
  hint: `keep ${displayName(table.timePartOf!)} with postgres.retention; to write this partition anew all the same, name it in \`tables\`.`,
})

export const notPermitted = (table: TableSeen, isStale: boolean): Finding => ({
  fingerprint: `not-permitted:${displayName(table)}`,
  severity: 'warning',
  title: `the role of this target may not ${isStale ? 'analyze' : 'write'} ${displayName(table)}${isStale ? '' : ' anew'}`,
  detail: isStale ? `How bloated it is, is not known before it is analyzed.` : `${isBloated(table)}.`,
  hint: 'make it a member of the role that owns the table.',
})

export function withoutRoom(table: TableSeen, needBytes: number, allowedBytes: number | undefined): Finding | null {
  const missing = noRoom(needBytes, table.room, allowedBytes)
  if (missing === null) return null
  return {
    fingerprint: `no-room:${displayName(table)}`,
    severity: 'warning',
    title: `${displayName(table)} is not written anew: the copy may not fit`,
    detail: `${isBloated(table)}. To write it anew ${missing.why.replace(/^it /, '')}.`,
    hint: `${missing.hint} New rows go into the free room of the table first, so it does not grow meanwhile.`,
  }
}

/** Nothing that the task allows can give the room back. */
export function noCure(table: TableSeen, { repack }: ReclaimObservation): Finding {
  const [why, hint] = table.materialized
    ? ['pg_repack knows no materialised views', 'REFRESH MATERIALIZED VIEW writes it anew.']
    : table.unlogged
      ? [
          'pg_repack knows no unlogged tables',
          'ALTER TABLE ... SET LOGGED writes it anew, locked against everybody, and pg_repack knows it from then on.',
        ]
      : repack.path === null
        ? [repack.why!, repack.hint!]
        : ['pg_repack needs a primary key, or a unique index of columns that are NOT NULL', 'give the table a primary key.']
  return {
    fingerprint: `no-cure:${displayName(table)}`,
    severity: 'warning',
    title: `${displayName(table)} is bloated, and nothing that this task may do gives the room back`,
    detail: `${isBloated(table)}; ${why}.`,
    hint: `${hint} Or allow VACUUM FULL with \`full: true\`: it locks the table against everybody while it runs.`,
  }
}

export const noSuchTable = (pattern: string): Finding => ({
  fingerprint: `no-such-table:${pattern}`,
  severity: 'warning',
  title: `no table is called ${pattern}`,
  hint: 'correct `tables` of the task; names and patterns are matched as they are written, upper and lower case too.',
})

export const beingRepacked = ({ table, of, worker }: Leftover): Skipped => ({
  what: table === null ? `the table of oid ${of}` : displayName(table),
  why: `pid ${worker} repacks it just now`,
  ...(table !== null && { fingerprints: `no-cure:${displayName(table)}` }),
})

export const noEstimate = (table: TableSeen): Skipped => ({
  what: displayName(table),
  why: `no statistics of ${table.unknown.join(', ') || 'its columns'}, though it was analyzed: the role may not see them, or they are switched off (SET STATISTICS 0)`,
})
