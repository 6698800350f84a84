import { formatDuration } from '../../../base/duration.ts'
import type { JsonObject } from '../../../base/json.ts'
import { formatSize } from '../../../base/size.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'
import type { HorizonParams } from './params.ts'

/** Somebody who streams WAL from this server. */
export type StandbySeen = JsonObject & {
  readonly name: string
  /** null where the role may not see it. */
  readonly state: string | null
  /** null: it has been idle, or nobody knows. */
  readonly lagMs: number | null
  /** WAL that it hasn't replayed yet; null: unknown. */
  readonly behindBytes: number | null
  /** Of the dead rows that its queries keep here (hot_standby_feedback), in transaction ids. */
  readonly xminAge: number | null
}

/** Base backups stream files, not WAL: they don't lag. */
export const readStandbys = (target: PostgresTarget): Promise<readonly StandbySeen[]> =>
  target.read(sql`
    select coalesce(nullif(r.application_name, ''), host(r.client_addr), 'pid ' || r.pid) as name, r.state,
      (extract(epoch from r.replay_lag) * 1000)::float8 as "lagMs",
      pg_wal_lsn_diff(here.lsn, coalesce(r.replay_lsn, r.flush_lsn))::float8 as "behindBytes", age(r.backend_xmin) as "xminAge"
    from pg_stat_replication r,
      (select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end as lsn) here
    where r.state is distinct from 'backup' order by 1, r.pid`)

/** A standby with no measured lag is idle when it is at most this far behind; over it, its lag is unknown. */
const idleBehindBytes = 1024 ** 2

/** One for each name: several connections of one standby are one trouble. */
export function standbyFindings(standbys: readonly StandbySeen[], params: HorizonParams): readonly Finding[] {
  const findings = standbys.filter(({ state }) => state !== null).flatMap((standby) => findingsOf(standby, params))
  return [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()]
}

function findingsOf(standby: StandbySeen, params: HorizonParams): readonly Finding[] {
  const findings: Finding[] = []
  const { name, lagMs, behindBytes, xminAge } = standby
  const behind = behindBytes === null ? 'an unknown amount' : formatSize(behindBytes)
  const detail = `It is in state ${standby.state}, with ${behind} of WAL to replay.`
  if (lagMs !== null && lagMs >= params['replication-lag']) {
    findings.push({
      fingerprint: `standby-lag:${name}`,
      severity: 'warning',
      title: `standby ${name} lags ${formatDuration(lagMs)} behind`,
      detail,
      hint: 'look for a long query that holds up its replay (max_standby_streaming_delay), a slow disk there, or a slow network between.',
    })
  } else if (lagMs === null && (behindBytes === null || behindBytes > idleBehindBytes)) {
    findings.push({
      fingerprint: `standby-lag:${name}`,
      severity: 'warning',
      title: `standby ${name} is behind, nobody knows how long`,
      detail,
      hint: 'it has not reported since it connected: look into its log.',
    })
  }
  if (xminAge !== null && xminAge >= params['xmin-age']) {
    findings.push({
      fingerprint: `standby-xmin:${name}`,
      severity: 'warning',
      title: `standby ${name} keeps dead rows here`,
      detail: `Its queries may still see rows that died in the last ${xminAge} transactions (hot_standby_feedback).`,
      hint: 'look for a long query on that standby.',
    })
  }
  return findings
}
