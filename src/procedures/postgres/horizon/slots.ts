import { formatDuration } from '../../../base/duration.ts'
import type { JsonObject } from '../../../base/json.ts'
import { formatSize } from '../../../base/size.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'
import type { HorizonParams } from './params.ts'

/** A promise to keep WAL, and perhaps dead rows, for somebody who may come back for it. */
export type SlotSeen = JsonObject & {
  readonly name: string
  readonly type: 'physical' | 'logical'
  readonly database: string | null
  readonly active: boolean
  /** null: active, or a server before 17, which doesn't tell. */
  readonly inactiveSince: string | null
  /** WAL that it keeps; null: none, it was never used or is lost. */
  readonly behindBytes: number | null
  /** reserved, extended, unreserved, lost; null: it keeps none. */
  readonly walStatus: string | null
  /** In transaction ids, of rows or of the catalogs; null: it keeps none. */
  readonly xminAge: number | null
}

export type SlotsSeen = JsonObject & {
  readonly slots: readonly SlotSeen[]
  /** max_slot_wal_keep_size; null: no limit. */
  readonly keepAtMostBytes: number | null
}

export async function readSlots(target: PostgresTarget): Promise<SlotsSeen> {
  const { major } = target.server
  const since = major >= 17 ? sql`s.inactive_since` : sql`null::timestamptz`
  // On a standby the copies of the primary's slots (failover slots) are inactive by design.
  const copies = major >= 17 ? sql`s.synced` : sql`false`
  const slots = await target.read<SlotSeen>(sql`
    select s.slot_name as name, s.slot_type as type, s.database, s.active, case when not s.active then ${since} end as "inactiveSince",
      pg_wal_lsn_diff(here.lsn, s.restart_lsn)::float8 as "behindBytes", s.wal_status as "walStatus",
      greatest(age(s.xmin), age(s.catalog_xmin)) as "xminAge"
    from pg_replication_slots s, (select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end as lsn) here
    where not s.temporary and not ${copies} order by 1`)
  const [limit] = await target.read<{ mb: number }>(sql`select setting::int8 as mb from pg_settings where name = 'max_slot_wal_keep_size'`)
  return { slots, keepAtMostBytes: limit!.mb < 0 ? null : limit!.mb * 1024 ** 2 }
}

export function slotFindings(seen: SlotsSeen, params: HorizonParams, now: string): readonly Finding[] {
  const findings = seen.slots.flatMap((slot) => findingsOf(slot, seen, params, now))
  const keeping = seen.slots.filter(({ behindBytes }) => behindBytes !== null)
  if (seen.keepAtMostBytes !== null || keeping.length === 0) return findings
  return [...findings, unlimited(keeping)]
}

function findingsOf(slot: SlotSeen, { keepAtMostBytes }: SlotsSeen, params: HorizonParams, now: string): readonly Finding[] {
  if (slot.walStatus === 'lost') return [lost(slot)]
  const findings: Finding[] = []
  const named = {
    detail: describe(slot, now),
    hint: `bring its consumer back; if it has none any more: select pg_drop_replication_slot('${slot.name}').`,
  }
  const idleMs = slot.inactiveSince === null ? Infinity : Date.parse(now) - Date.parse(slot.inactiveSince)
  const keeps = slot.behindBytes !== null || slot.xminAge !== null
  if (!slot.active && keeps && idleMs >= params['slot-inactive']) {
    findings.push({
      fingerprint: `slot-inactive:${slot.name}`,
      severity: 'warning',
      title: `nobody uses replication slot ${slot.name}`,
      ...named,
    })
  }
  if (slot.behindBytes !== null && slot.behindBytes >= params['slot-behind']) {
    const endangered = slot.walStatus === 'unreserved'
    findings.push({
      fingerprint: `slot-behind:${slot.name}`,
      severity: endangered ? 'critical' : 'warning',
      title: `replication slot ${slot.name} keeps ${formatSize(slot.behindBytes)} of WAL`,
      ...named,
      detail: `${named.detail} ${fate(endangered, keepAtMostBytes)}`,
    })
  }
  if (slot.xminAge !== null && slot.xminAge >= params['xmin-age']) {
    const what = slot.type === 'logical' ? 'dead rows of the catalogs' : 'dead rows'
    findings.push({
      fingerprint: `slot-xmin:${slot.name}`,
      severity: 'warning',
      title: `replication slot ${slot.name} keeps ${what}`,
      ...named,
    })
  }
  return findings
}

const fate = (endangered: boolean, keepAtMostBytes: number | null): string => {
  if (endangered) return 'The next checkpoint may take that WAL away, and then the slot is lost.'
  return keepAtMostBytes === null
    ? 'Nothing limits that but the disk (max_slot_wal_keep_size is -1).'
    : `At ${formatSize(keepAtMostBytes)} it is lost.`
}

function describe(slot: SlotSeen, now: string): string {
  const state = slot.active
    ? 'active'
    : slot.inactiveSince === null
      ? 'inactive'
      : `inactive for ${formatDuration(Date.parse(now) - Date.parse(slot.inactiveSince))}`
  return [
    `A ${slot.type} slot${slot.database === null ? '' : ` of database ${slot.database}`}, ${state};`,
    `it keeps ${slot.behindBytes === null ? 'no' : `${formatSize(slot.behindBytes)} of`} WAL and`,
    slot.xminAge === null ? 'no dead rows.' : `dead rows of ${slot.xminAge} transactions.`,
  ].join(' ')
}

const lost = (slot: SlotSeen): Finding => ({
  fingerprint: `slot-lost:${slot.name}`,
  severity: 'critical',
  title: `replication slot ${slot.name} is lost: its consumer can't go on`,
  detail: 'WAL or rows that it needs are gone: it fell behind by more than max_slot_wal_keep_size, or was invalidated.',
  hint: `build the consumer anew from a fresh copy, and drop the slot: select pg_drop_replication_slot('${slot.name}').`,
})

const unlimited = (keeping: readonly SlotSeen[]): Finding => ({
  fingerprint: 'slots-unlimited',
  severity: 'info',
  title: 'a replication slot that falls behind fills the disk: max_slot_wal_keep_size is -1',
  detail: `Slots: ${keeping.map(({ name }) => name).join(', ')}.`,
  hint: 'set max_slot_wal_keep_size to what the disk can spare: a consumer that is too late is then lost, and the server lives.',
})
