import { UserError } from './errors.ts'

/** The oldest major version of PostgreSQL that keeps Upkeep's own state, and in which it changes anything. */
export const oldestMajor = 14

/** Throws a UserError when a server of that version can't keep Upkeep's own state. `version` as the server states it: "13.23 (Debian 13.23-1)". */
export function refuseOldState(version: string): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return
  throw new UserError(`the database for Upkeep's own state is on PostgreSQL ${version}, which is older than ${oldestMajor}`, {
    code: 'not-available',
    hint: `give UPKEEP_DATABASE_URL a server of ${oldestMajor} or newer, or unset it to use the embedded one.`,
  })
}
