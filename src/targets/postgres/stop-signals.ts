import { formatDuration } from '../../base/duration.ts'
import { formatSize } from '../../base/size.ts'
import { sql } from '../../base/sql.ts'
import type { StopSignal } from '../connector.ts'

/** What the server says about those who must keep up with it. */
export type Pressure = {
  readonly standbys: readonly Standby[]
  readonly slots: readonly LeftSlot[]
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

/** A replication slot that nobody uses just now, with the WAL that it keeps: how far its consumer is behind. */
export type LeftSlot = { readonly name: string; readonly keptBytes: number }

export type Archiver = {
  /** Whether the last attempt failed. */
  readonly failing: boolean
  /** Segments that wait, as the server's own folder has them; null: the role may not see it. */
  readonly ready: number | null
  /** null: nothing was archived since the counters were reset. */
  readonly lastArchived: string | null
  readonly currentSegment: string
  readonly segmentBytes: number
}

/** Replication lag over 5 s pauses (the project's rules for PostgreSQL, "Always"; gh-ost's --max-lag-millis is of the same order). */
const maxLagMs = 5_000
/** A standby with no measured lag is idle when it is at most this far behind; over it, its lag is unknown. */
const idleBehindBytes = 1024 ** 2
/** WAL that may wait for the archive, or for a standby that is away, before work pauses. */
const maxBacklogBytes = 1024 ** 3

export function assessPressure(pressure: Pressure): readonly StopSignal[] {
  return [
    ...pressure.standbys.flatMap(lagSignal),
    ...pressure.slots.flatMap(slotSignal),
    ...(pressure.archiver ? archiveSignal(pressure.archiver) : []),
  ]
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

function slotSignal({ name, keptBytes }: LeftSlot): readonly StopSignal[] {
  if (keptBytes <= maxBacklogBytes) return []
  const reason = `nobody uses replication slot ${name}, and ${formatSize(keptBytes)} of WAL wait for its consumer (limit ${formatSize(maxBacklogBytes)})`
  return [{ name: 'replication-lag', reason }]
}

function archiveSignal(archiver: Archiver): readonly StopSignal[] {
  const signal = (reason: string): readonly StopSignal[] => [{ name: 'archive', reason }]
  if (archiver.failing) return signal('WAL archiving fails: the last attempt ended in an error')
  const { segments, exact } = waitingOf(archiver)
  const waiting = segments * archiver.segmentBytes
  if (waiting <= maxBacklogBytes) return []
  return signal(
    exact
      ? `${formatSize(waiting)} of WAL wait for the archive (limit ${formatSize(maxBacklogBytes)})`
      : 'how much WAL waits for the archive is unknown: the server has archived no segment lately, and the role may not see what waits (grant pg_monitor)',
  )
}

/** Where the server doesn't tell, what came after the last archived segment; where there is none, no more can wait than was ever written. */
function waitingOf({ ready, lastArchived, currentSegment, segmentBytes }: Archiver): { segments: number; exact: boolean } {
  if (ready !== null) return { segments: ready, exact: true }
  const from = lastArchived === null ? null : positionOf(lastArchived, segmentBytes)
  const to = positionOf(currentSegment, segmentBytes) ?? Infinity
  return { segments: Math.max(0, to - (from ?? 0) - 1), exact: from !== null }
}

/** Names of WAL files are timeline, log and segment, 8 hexadecimal digits each; null for one that is no segment (a history file). */
function positionOf(name: string, segmentBytes: number): number | null {
  const match = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})/.exec(name)
  return match ? Number.parseInt(match[1]!, 16) * (2 ** 32 / segmentBytes) + Number.parseInt(match[2]!, 16) : null
}

export const standbysQuery = sql`
  select coalesce(nullif(application_name, ''), host(client_addr), 'pid ' || pid) as name, state,
    (extract(epoch from replay_lag) * 1000)::float8 as "lagMs",
    pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as "behindBytes"
  from pg_stat_replication order by 1`

/** One that is lost keeps nothing any more, and nobody can be late for it. */
export const slotsQuery = sql`
  select slot_name as name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 as "keptBytes" from pg_replication_slots
  where not active and not temporary and restart_lsn is not null and wal_status is distinct from 'lost' order by 1`

/** No row: nothing is archived. `maySee`: the role may ask what waits. */
export const archiverQuery = sql`
  select coalesce(last_failed_time > last_archived_time or (last_failed_time is not null and last_archived_time is null), false) as failing,
    last_archived_wal as "lastArchived", pg_walfile_name(pg_current_wal_lsn()) as "currentSegment",
    (select setting::float8 from pg_settings where name = 'wal_segment_size') as "segmentBytes",
    has_function_privilege('pg_catalog.pg_ls_archive_statusdir()', 'execute') as "maySee"
  from pg_stat_archiver where current_setting('archive_mode') <> 'off'`

export const readyQuery = sql`select count(*)::int as ready from pg_ls_archive_statusdir() where name ~ '^[0-9A-F]{24}\\.ready$'`
