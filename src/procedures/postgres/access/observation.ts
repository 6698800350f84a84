import type { JsonObject } from '../../../base/json.ts'
import type { PublicGrants } from './grants.ts'
import type { HbaSeen } from './hba.ts'
import type { PasswordStorage } from './passwords.ts'
import type { RoleSeen } from './roles.ts'
import type { Signs } from './signs.ts'

/** What access saw. No password and no hash of one is ever part of it. */
export type AccessObservation = JsonObject & {
  /** The server's clock. */
  readonly now: string
  readonly major: number
  readonly database: string
  readonly roles: readonly RoleSeen[]
  /** null: the role may not see it. */
  readonly passwords: { readonly [role: string]: PasswordStorage } | null
  readonly signs: Signs
  /** How many looks the signs come from, and since when. */
  readonly looks: number
  readonly watchedSince: string
  readonly grants: PublicGrants
  /** null: the role may not see it. */
  readonly hba: HbaSeen | null
}
