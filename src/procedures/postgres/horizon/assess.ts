import type { Assessment, Skipped } from '../../contract.ts'
import { describeHolder } from '../vacuum/horizon.ts'
import { blockedFindings } from './blocked-findings.ts'
import { connectionFindings } from './connections.ts'
import { idFindings } from './ids.ts'
import type { HorizonObservation } from './observation.ts'
import type { HorizonParams } from './params.ts'
import { preparedFindings } from './prepared.ts'
import { recoveryFindings, recoveryNotLookedAt } from './recovery.ts'
import { sequenceFindings, sequencesNotLookedAt } from './sequences.ts'
import { sessionFindings } from './sessions.ts'
import { slotFindings } from './slots.ts'
import { standbyFindings } from './standbys.ts'

export function assessHorizon(seen: HorizonObservation, params: HorizonParams): Assessment {
  const { now, holders } = seen
  const { databases, freezeMaxAge } = seen.ids
  const oldest = databases.find(({ name }) => name === seen.database)
  return {
    steps: [],
    findings: [
      ...idFindings(seen.ids, seen.database, holders, params, now),
      ...sessionFindings(seen.sessions, params, now),
      ...blockedFindings(seen.locks, params.blocked, now),
      ...preparedFindings(seen.prepared, params.prepared, now),
      ...slotFindings(seen.slots, params, now),
      ...standbyFindings(seen.standbys, params),
      ...recoveryFindings(seen.recovery, params, now),
      ...connectionFindings(seen.connections, params['connections-warn']),
      ...sequenceFindings(seen.sequences, params['sequences-warn']),
    ],
    notLookedAt: [...unseen(seen), ...recoveryNotLookedAt(seen.recovery), ...sequencesNotLookedAt(seen.sequences)],
    facts: [
      { label: 'oldest transaction id', value: oldest?.age ?? null, unit: 'count' },
      { label: 'oldest multixact id', value: oldest?.multixactAge ?? null, unit: 'count' },
      { label: 'autovacuum freezes from', value: freezeMaxAge, unit: 'count' },
      { label: 'horizon held back by', value: holders[0] ? describeHolder(holders[0], now) : seen.seesAll ? 'nobody' : null },
      { label: 'connections', value: `${seen.connections.used} of ${seen.connections.max}` },
      { label: 'sessions waiting for locks', value: seen.locks.waiting, unit: 'count' },
      { label: 'prepared transactions', value: seen.prepared.length, unit: 'count' },
      { label: 'replication slots', value: seen.slots.slots.length, unit: 'count' },
      { label: 'standbys', value: seen.standbys.length, unit: 'count' },
      { label: 'fullest sequence', value: fullest(seen.sequences), unit: 'percent' },
    ],
  }
}

/** Percent; null where none could be read of those that there are. */
function fullest({ fullest: [first], unread, failure }: HorizonObservation['sequences']): number | null {
  if (first === undefined) return unread > 0 || failure !== null ? null : 0
  return Math.round(first.usedPercent * 10) / 10
}

function unseen(seen: HorizonObservation): readonly Skipped[] {
  const why = 'the role of this target may not see it: grant it pg_monitor'
  const standbys = seen.standbys.some(({ state }) => state === null)
  return [
    ...(seen.seesAll ? [] : [{ what: 'sessions of other roles', why, fingerprints: 'session-' }]),
    ...(standbys || (!seen.seesAll && seen.standbys.length > 0)
      ? [{ what: 'how far standbys are behind', why, fingerprints: 'standby-' }]
      : []),
  ]
}
