import { formatDuration } from '../../../base/duration.ts'
import { fitsGlob } from '../../../base/glob.ts'
import { formatMoment } from '../../../base/moment.ts'
import type { Finding } from '../../contract.ts'
import type { AccessObservation } from './observation.ts'
import type { AccessParams } from './params.ts'
import type { RoleSeen } from './roles.ts'

const fits = (name: string, patterns: readonly string[]): boolean => patterns.some((pattern) => name === pattern || fitsGlob(name, pattern))

export function roleFindings(seen: AccessObservation, params: AccessParams): readonly Finding[] {
  return [
    ...seen.roles.flatMap((role) => [...strong(role, params), ...attributes(role, seen.major, params), ...expiry(role, seen.now, params)]),
    ...neverExpiring(seen, params),
    ...weaklyStored(seen),
    ...unused(seen, params),
  ]
}

function strong(role: RoleSeen, params: AccessParams): readonly Finding[] {
  if (role.bootstrap || fits(role.name, params.superusers)) return []
  if (role.superuser) {
    return [
      {
        fingerprint: `superuser:${role.name}`,
        severity: 'warning',
        title: `role ${role.name} is a superuser`,
        detail: role.login
          ? 'It can sign in, and no rule of this database holds for it.'
          : 'It can not sign in itself; its members can become it.',
        hint: 'ALTER ROLE ... NOSUPERUSER and grant it what it needs, or name it in `superusers` of the task.',
      },
    ]
  }
  if (!role.login || role.becomes.length === 0) return []
  return [
    {
      fingerprint: `can-become-superuser:${role.name}`,
      severity: 'warning',
      title: `role ${role.name} can become a superuser`,
      detail: `It is a member of ${role.becomes.join(', ')}, directly or through another role.`,
      hint: 'revoke that membership, or name the role in `superusers` of the task.',
    },
  ]
}

/** Until PostgreSQL 15 CREATEROLE could grant membership in any role but superusers, those that run programs on the server among them. */
const tamedCreateRole = 16

function attributes(role: RoleSeen, major: number, params: AccessParams): readonly Finding[] {
  if (role.superuser || fits(role.name, params.privileged)) return []
  const has = [
    ...(role.createRole ? ['CREATEROLE'] : []),
    ...(role.replication ? ['REPLICATION: it can copy the whole cluster'] : []),
    ...(role.bypassRls ? ['BYPASSRLS: no row-level policy holds for it'] : []),
    ...role.machine.map((name) => `${name}: with it one can become a superuser`),
  ]
  if (has.length === 0) return []
  const nearlySuperuser = role.machine.length > 0 || (role.createRole && major < tamedCreateRole)
  return [
    {
      fingerprint: `privileged:${role.name}`,
      severity: nearlySuperuser ? 'warning' : 'info',
      title: `role ${role.name} has more rights than ordinary ones`,
      detail: [
        ...has,
        ...(role.createRole && major < tamedCreateRole
          ? [`before PostgreSQL ${tamedCreateRole}, CREATEROLE is nearly as much as SUPERUSER`]
          : []),
      ].join('\n'),
      hint: 'take away what it does not need, or name it in `privileged` of the task.',
    },
  ]
}

function expiry(role: RoleSeen, now: string, params: AccessParams): readonly Finding[] {
  if (!role.login || role.validUntil === null) return []
  const leftMs = Date.parse(role.validUntil) - Date.parse(now)
  if (leftMs > params['expiry-notice']) return []
  if (leftMs > 0) {
    return [
      {
        fingerprint: `expires-soon:${role.name}`,
        severity: 'warning',
        title: `the password of role ${role.name} expires in ${formatDuration(leftMs)}`,
        detail: `From ${formatMoment(role.validUntil)} on it is not accepted any more; sessions that are open stay.`,
        hint: 'set a new password and VALID UNTIL, and hand it to whoever uses the role.',
      },
    ]
  }
  return [
    {
      fingerprint: `expired:${role.name}`,
      severity: 'info',
      title: `the password of role ${role.name} has expired`,
      detail: `It was valid until ${formatMoment(role.validUntil)}. Other ways to sign in (a certificate, peer) do not end with it.`,
      hint: 'drop the role if nobody needs it, ALTER ROLE ... NOLOGIN, or renew it.',
    },
  ]
}

/** One finding for all of them, since its cure is a policy. */
function neverExpiring({ roles, passwords }: AccessObservation, params: AccessParams): readonly Finding[] {
  if (params['no-expiry'] === 'off') return []
  const forever = roles.filter(({ name, login, validUntil }) => login && validUntil === null && passwords?.[name] !== 'none')
  if (forever.length === 0) return []
  return [
    {
      fingerprint: 'no-expiry',
      severity: params['no-expiry'],
      title: `${forever.length === 1 ? 'a role' : `${forever.length} roles`} can sign in with a password that never expires`,
      detail: listed(forever.map(({ name }) => name)),
      hint: 'ALTER ROLE ... VALID UNTIL, where your rules ask for it; `no-expiry: off` of the task, where they do not.',
    },
  ]
}

function weaklyStored({ roles, passwords }: AccessObservation): readonly Finding[] {
  const weak = roles.filter(({ name, login }) => login && passwords?.[name] === 'md5')
  if (weak.length === 0) return []
  return [
    {
      fingerprint: 'md5-passwords',
      severity: 'warning',
      title: `${weak.length === 1 ? 'a password is' : `${weak.length} passwords are`} stored as md5`,
      detail: `${listed(weak.map(({ name }) => name))}\nSuch a hash is as good as the password to whoever gets it, and PostgreSQL is about to drop the method.`,
      hint: 'set password_encryption = scram-sha-256, set these passwords anew, then ask for scram-sha-256 in pg_hba.conf.',
    },
  ]
}

function unused({ roles, signs, now }: AccessObservation, params: AccessParams): readonly Finding[] {
  const idle = roles.flatMap(({ name }) => {
    const sign = signs[name]
    const ms = sign === undefined ? 0 : Date.parse(now) - Date.parse(sign.at)
    return ms < params['unused-after'] || sign === undefined
      ? []
      : [`${name}: ${sign.connected ? 'last seen' : 'never seen, known for'} ${formatDuration(ms)}${sign.connected ? ' ago' : ''}`]
  })
  if (idle.length === 0) return []
  return [
    {
      fingerprint: 'unused',
      severity: 'info',
      title: `${idle.length === 1 ? 'a role that can sign in was' : `${idle.length} roles that can sign in were`} not seen for long`,
      detail: listed(idle),
      hint: 'ask whose they are, then ALTER ROLE ... NOLOGIN, and drop them later.',
    },
  ]
}

const shownAtMost = 50
const listed = (lines: readonly string[]): string =>
  [...lines.slice(0, shownAtMost), ...(lines.length > shownAtMost ? [`and ${lines.length - shownAtMost} more`] : [])].join('\n')
