import { formatDuration } from '../../../base/duration.ts'
import { fitsGlob } from '../../../base/glob.ts'
import { formatMoment } from '../../../base/moment.ts'
import type { Assessment, Finding, Skipped } from '../../contract.ts'
import { connectionFindings } from '../horizon/connections.ts'
import { displayName } from '../table-name.ts'
import { hurtfulSettings } from './hurtful-settings.ts'
import type { CheckObservation, IdAge, SessionSeen } from './observation.ts'
import type { CheckParams } from './params.ts'
import { supportOf } from './versions.ts'

/** Ids left before the server refuses writes are 2^31; at this age it is past the time for planning. (The project's rules for PostgreSQL.) */
const criticalAge = 1_300_000_000
/** Autovacuum freezes by itself at its maximum age: just short of that is the first moment to look. */
const warnShare = 0.9

export function assessCheck(observation: CheckObservation, params: CheckParams): Assessment {
  const { now } = observation
  const major = Math.floor(observation.version / 10_000)
  return {
    steps: [],
    findings: [
      ...supportFindings(major, observation.versionText, now),
      ...settingFindings(observation.settings),
      ...connectionFindings(observation.connections, params['connections-warn']),
      ...(observation.checksumFailures ?? []).map(({ database, count, last }) => damaged(database, count, last)),
      ...observation.invalidIndexes.map((index) => invalidIndex(displayName(index), index.table)),
      ...observation.ids.databases.flatMap((database) => idFindings(database, observation.ids)),
      ...sessionFindings(observation.sessions, params, now),
    ],
    notLookedAt: [...unknownVersion(major, now), ...notLookedAt(observation)],
    facts: [
      { label: 'version', value: observation.versionText },
      { label: 'role', value: observation.standby ? 'standby' : 'primary' },
      { label: 'up since', value: observation.startedAt, unit: 'time' },
      { label: 'round trip', value: observation.roundTripMs, unit: 'ms' },
      { label: 'connections', value: `${observation.connections.used} of ${observation.connections.max}` },
      { label: 'oldest transaction id', value: Math.max(0, ...observation.ids.databases.map(({ age }) => age)), unit: 'count' },
    ],
  }
}

function supportFindings(major: number, text: string, now: string): readonly Finding[] {
  const { state, until } = supportOf(major, now)
  const hint = 'plan the upgrade to a newer major version.'
  if (state === 'ended')
    return [
      {
        fingerprint: 'version',
        severity: 'critical',
        title: `PostgreSQL ${text} gets no fixes any more${until ? ` since ${until}` : ''}`,
        hint,
      },
    ]
  if (state === 'ending')
    return [{ fingerprint: 'version', severity: 'warning', title: `PostgreSQL ${text} gets fixes until ${until} only`, hint }]
  return []
}

const unknownVersion = (major: number, now: string): readonly Skipped[] =>
  supportOf(major, now).state === 'unknown'
    ? [{ what: `until when PostgreSQL ${major} gets fixes`, why: 'this Upkeep is older than that version', fingerprints: 'version' }]
    : []

const settingFindings = (settings: CheckObservation['settings']): readonly Finding[] =>
  hurtfulSettings
    .filter(({ name, value }) => settings[name] === value)
    .map(({ name, value, severity, because, hint }) => ({
      fingerprint: `setting:${name}`,
      severity,
      title: `${name} is ${value}: ${because}`,
      hint,
    }))

export const damaged = (database: string, count: number, last: string | null): Finding => ({
  fingerprint: `checksum:${database}`,
  severity: 'critical',
  title: `damaged pages were read in ${database}`,
  detail: `${count} checksum failures, the last at ${last === null ? 'an unknown time' : formatMoment(last)}.`,
  hint: 'check the disk and its controller, and restore from a verified backup; the server log names the files.',
})

export const invalidIndex = (name: string, table: string): Finding => ({
  fingerprint: `invalid-index:${name}`,
  severity: 'warning',
  title: `index ${name} is invalid: every write keeps it up, and no query uses it`,
  detail: `It is on ${table}.`,
  hint: 'build it anew with REINDEX INDEX CONCURRENTLY, or drop it when its name ends in _ccnew or _ccold.',
})

function idFindings(database: IdAge, limits: CheckObservation['ids']): readonly Finding[] {
  const oldest = limits.oldestTables.map(({ name, age }) => `${name} (${age})`).join(', ')
  const finding = (what: string, fingerprint: string, age: number, maxAge: number): readonly Finding[] => {
    const severity = age >= criticalAge ? 'critical' : age >= warnShare * maxAge ? 'warning' : null
    if (severity === null) return []
    return [
      {
        fingerprint: `${fingerprint}:${database.name}`,
        severity,
        title: `${what} of database ${database.name} are running out`,
        detail: `The oldest is ${age} back; autovacuum freezes from ${maxAge} on, and writing stops at 2,147,483,648. Oldest tables here: ${oldest}.`,
        hint: 'end what holds the horizon (postgres.vacuum names it), drop dead slots, then VACUUM the oldest tables; neither single-user mode nor VACUUM FULL.',
      },
    ]
  }
  return [
    ...finding('transaction ids', 'transaction-age', database.age, limits.freezeMaxAge),
    ...finding('multixact ids', 'multixact-age', database.multixactAge, limits.multixactFreezeMaxAge),
  ]
}

/** One finding for each application and user, however many sessions they have: pids come and go. */
function sessionFindings(sessions: readonly SessionSeen[], params: CheckParams, now: string): readonly Finding[] {
  const age = (session: SessionSeen): number => Date.parse(now) - Date.parse(session.since)
  const watched = sessions.filter(({ application }) => !params['ignore-applications'].some((pattern) => fitsGlob(application, pattern)))
  const long = watched.filter((session) => age(session) >= (session.state === 'active' ? params.active : params['idle-in-transaction']))
  const groups = Map.groupBy(
    long,
    ({ state, application, user }) =>
      `${state === 'active' ? 'long-statement' : 'idle-in-transaction'}:${application || 'unnamed'} of ${user ?? 'unknown'}`,
  )
  return [...groups].map(([fingerprint, group]) => {
    const who = fingerprint.slice(fingerprint.indexOf(':') + 1)
    const idle = fingerprint.startsWith('idle')
    const told = group
      .slice(0, 5)
      .map((session) => `pid ${session.pid} in ${session.database ?? '?'} for ${formatDuration(age(session))}: ${session.query}`)
    return {
      fingerprint,
      severity: 'warning',
      title: idle ? `${who} idles inside a transaction` : `a statement of ${who} runs for long`,
      detail: [...told, ...(group.length > 5 ? [`and ${group.length - 5} more`] : [])].join('\n'),
      hint: idle
        ? 'the application should commit or roll back; idle_in_transaction_session_timeout ends such sessions.'
        : 'look at its plan; `ignore-applications` of the task leaves out those that may take their time.',
    }
  })
}

function notLookedAt(observation: CheckObservation): readonly Skipped[] {
  return [
    ...(observation.seesAll
      ? []
      : [
          {
            what: 'sessions of other roles',
            why: 'the role of this target may not see them: grant it pg_monitor',
            fingerprints: 'idle-in-transaction:',
          },
        ]),
    ...(observation.seesAll
      ? []
      : [
          {
            what: 'statements of other roles',
            why: 'the role of this target may not see them: grant it pg_monitor',
            fingerprints: 'long-statement:',
          },
        ]),
    ...(observation.checksumFailures === null
      ? [
          {
            what: 'damaged pages',
            why: 'data checksums are off in this cluster (pg_checksums switches them on, offline)',
            fingerprints: 'checksum:',
          },
        ]
      : []),
  ]
}
