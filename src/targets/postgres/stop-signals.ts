import { formatDuration } from '../../base/duration.ts'
import { formatSize } from '../../base/size.ts'
import { sql } from '../../base/sql.ts'
import type { StopSignal } from '../connector.ts'

/** What the server says about those who must keep up with it. */
export type Pressure = {
  readonly standbys: readonly Standby[]
  /** null: nothing is archived. */
  readonly archiver: Archiver | null
}

export type Standby = {
  readonly name: string
  /** null where the role may not see it. */
  readonly state: string | null
  /** null when the standby has been idle, or nobody knows. */
  readonly lagMs: number | null
  /** WAL that it hasn't replayed yet; null: unknown. */
  readonly behindBytes: number | null
}

export type Archiver = {
  /** Whether the last attempt failed. */
  readonly failing: boolean
  /** null: nothing was archived yet. */
  readonly lastArchived: string | null
  readonly currentSegment: string
  readonly segmentBytes: number
}

/** Replication lag over 5 s pauses (the project's rules for PostgreSQL, "Always"; gh-ost's --max-lag-millis is of the same order). */
const maxLagMs = 5_000
/** A standby with no measured lag is idle when it is at most this far behind; over it, its lag is unknown. */
const idleBehindBytes = 1024 ** 2
/** WAL that may wait for the archive before work pauses. */
const maxBacklogBytes = 1024 ** 3

/** Load of the server's machine can't be read through SQL: it is not among these signals. A `host` target beside it can watch it. */
export function assessPressure(pressure: Pressure): readonly StopSignal[] {
  return [...pressure.standbys.flatMap(lagSignal), ...(pressure.archiver ? archiveSignal(pressure.archiver) : [])]
}

function lagSignal(standby: Standby): readonly StopSignal[] {
  const signal = (reason: string): readonly StopSignal[] => [{ name: 'replication-lag', reason: `standby ${standby.name} ${reason}` }]
  if (standby.state === null) return signal('has an unknown lag: the role may not read pg_stat_replication (grant pg_monitor)')
  // pg_basebackup and the like stream files, not WAL: they don't lag.
  if (standby.state === 'backup') return []
  if (standby.lagMs !== null && standby.lagMs > maxLagMs)
    return signal(`lags ${formatDuration(standby.lagMs)} behind (limit ${formatDuration(maxLagMs)})`)
  if (standby.behindBytes === null) return signal('has an unknown lag: it has not reported a position yet')
  if (standby.lagMs === null && standby.behindBytes > idleBehindBytes)
    return signal(`has an unknown lag, and ${formatSize(standby.behindBytes)} of WAL to replay`)
  return []
}

function archiveSignal(archiver: Archiver): readonly StopSignal[] {
  if (archiver.failing) return [{ name: 'archive', reason: 'WAL archiving fails: the last attempt ended in an error' }]
  const waiting =
    archiver.lastArchived === null
      ? 0
      : segmentsBetween(archiver.lastArchived, archiver.currentSegment, archiver.segmentBytes) * archiver.segmentBytes
  if (waiting <= maxBacklogBytes) return []
  return [{ name: 'archive', reason: `${formatSize(waiting)} of WAL wait for the archive (limit ${formatSize(maxBacklogBytes)})` }]
}

/** How many segments lie between two WAL files; names are timeline, log and segment, 8 hexadecimal digits each. A name that is no segment (a history file) counts as nothing waiting. */
function segmentsBetween(older: string, newer: string, segmentBytes: number): number {
  const perLog = 2 ** 32 / segmentBytes
  const position = (name: string): number | null => {
    const match = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})/.exec(name)
    return match ? Number.parseInt(match[1]!, 16) * perLog + Number.parseInt(match[2]!, 16) : null
  }
  const from = position(older)
  const to = position(newer)
  return from === null || to === null ? 0 : Math.max(0, to - from - 1)
}

export const standbysQuery = sql`
  select coalesce(nullif(application_name, ''), host(client_addr), 'pid ' || pid) as name, state,
    (extract(epoch from replay_lag) * 1000)::float8 as "lagMs",
    pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as "behindBytes"
  from pg_stat_replication order by 1`

export const archiverQuery = sql`
  select coalesce(last_failed_time > last_archived_time or (last_failed_time is not null and last_archived_time is null), false) as failing,
    last_archived_wal as "lastArchived", pg_walfile_name(pg_current_wal_lsn()) as "currentSegment",
    (select setting::float8 from pg_settings where name = 'wal_segment_size') as "segmentBytes"
  from pg_stat_archiver where current_setting('archive_mode') <> 'off'`
