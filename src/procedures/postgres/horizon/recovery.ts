import { formatDuration } from '../../../base/duration.ts'
import type { JsonObject } from '../../../base/json.ts'
import { formatMoment } from '../../../base/moment.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding, Skipped } from '../../contract.ts'
import type { HorizonParams } from './params.ts'

/** How this server, itself a standby, keeps up. */
export type RecoverySeen = JsonObject & {
  /** A WAL receiver is connected to the primary. */
  readonly streams: boolean
  /** Whether it is meant to stream; null: the role may not see that. */
  readonly shouldStream: boolean | null
  readonly paused: boolean
  /** The commit time of the last transaction that was replayed; null: none was yet. */
  readonly lastReplayed: string | null
  readonly startedAt: string
  /** All that was received is replayed. */
  readonly caughtUp: boolean
}

/** null on a primary. */
export async function readRecovery(target: PostgresTarget): Promise<RecoverySeen | null> {
  if (!target.server.standby) return null
  const [row] = await target.read<RecoverySeen>(sql`
    select exists (select from pg_stat_wal_receiver) as streams,
      (select setting <> '' from pg_settings where name = 'primary_conninfo') as "shouldStream",
      pg_is_wal_replay_paused() as paused, pg_last_xact_replay_timestamp() as "lastReplayed", pg_postmaster_start_time() as "startedAt",
      coalesce(pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn(), false) as "caughtUp"`)
  return row!
}

export function recoveryFindings(seen: RecoverySeen | null, params: HorizonParams, now: string): readonly Finding[] {
  if (seen === null) return []
  const paused: Finding = {
    fingerprint: 'replay-paused',
    severity: 'warning',
    title: 'replay is paused on this standby',
    detail: `It stands still at ${seen.lastReplayed === null ? 'its beginning' : formatMoment(seen.lastReplayed)}.`,
    hint: 'select pg_wal_replay_resume(), unless somebody still needs it to stand still.',
  }
  return [...(seen.paused ? [paused] : []), ...lagFinding(seen, params, now)]
}

/** What was received and replayed to its end is as new as the primary, however long ago the last transaction was: an idle primary sends none. */
function lagFinding(seen: RecoverySeen, params: HorizonParams, now: string): readonly Finding[] {
  if ((seen.streams && seen.caughtUp) || seen.shouldStream === false) return []
  const lagMs = Date.parse(now) - Date.parse(seen.lastReplayed ?? seen.startedAt)
  if (lagMs < params['replication-lag'] || (!seen.streams && seen.shouldStream === null)) return []
  const ago = `${formatDuration(lagMs)} ago`
  const detail =
    seen.lastReplayed === null
      ? `It has replayed no transaction since it started ${ago}.`
      : `The last transaction that it replayed was committed ${ago}.`
  if (seen.streams) {
    return [
      {
        fingerprint: 'replay-lag',
        severity: 'warning',
        title: 'this standby is behind its primary',
        detail,
        hint: 'look for a long query here that holds up its replay (max_standby_streaming_delay), or a slow disk.',
      },
    ]
  }
  return [
    {
      fingerprint: 'not-streaming',
      severity: 'critical',
      title: 'this standby receives nothing from its primary',
      detail,
      hint: 'is the primary up, does primary_conninfo still fit, and does the slot still exist there? The log of this server says.',
    },
  ]
}

export function recoveryNotLookedAt(seen: RecoverySeen | null): readonly Skipped[] {
  if (seen === null || seen.streams || seen.shouldStream === true) return []
  const why =
    seen.shouldStream === null
      ? 'it does not stream just now, and the role of this target may not see whether it should: grant it pg_monitor'
      : 'it reads WAL from an archive: whether the primary is idle or the archive late cannot be seen from here'
  return [
    { what: 'how far this standby is behind', why, fingerprints: 'replay-lag' },
    { what: 'whether this standby is connected', why, fingerprints: 'not-streaming' },
  ]
}
