import { formatMoment } from '../../../base/moment.ts'
import type { Assessment, Skipped } from '../../contract.ts'
import { grantFindings } from './grants.ts'
import { hbaFindings } from './hba.ts'
import type { AccessObservation } from './observation.ts'
import type { AccessParams } from './params.ts'
import { roleFindings } from './role-findings.ts'
import { rolesAtMost } from './roles.ts'

export function assessAccess(seen: AccessObservation, params: AccessParams): Assessment {
  const { roles, passwords } = seen
  return {
    steps: [],
    findings: [...roleFindings(seen, params), ...grantFindings(seen.grants, seen.database), ...hbaFindings(seen.hba)],
    notLookedAt: notLookedAt(seen),
    facts: [
      { label: 'roles', value: roles.length, unit: 'count' },
      { label: 'roles that can sign in', value: roles.filter(({ login }) => login).length, unit: 'count' },
      { label: 'superusers', value: roles.filter(({ superuser }) => superuser).length, unit: 'count' },
      {
        label: 'passwords stored as md5',
        value: passwords === null ? null : Object.values(passwords).filter((storage) => storage === 'md5').length,
        unit: 'count',
      },
      { label: 'rules of pg_hba.conf', value: seen.hba?.rules ?? null, unit: 'count' },
    ],
  }
}

function notLookedAt(seen: AccessObservation): readonly Skipped[] {
  const superuser = 'the role of this target may not see it: only a superuser may, or whom it was granted'
  return [
    ...(seen.passwords === null ? [{ what: 'how passwords are stored', why: superuser, fingerprints: 'md5-passwords' }] : []),
    ...(seen.hba === null ? [{ what: 'pg_hba.conf', why: superuser, fingerprints: 'hba' }] : []),
    ...(seen.roles.length >= rolesAtMost ? [{ what: `roles beyond the first ${rolesAtMost}`, why: 'there are too many' }] : []),
    {
      what: 'when roles last signed in',
      why: `PostgreSQL doesn't keep that; known is who was connected at ${seen.looks === 1 ? 'this look' : `one of ${seen.looks} looks since ${formatMoment(seen.watchedSince)}`}`,
    },
  ]
}
