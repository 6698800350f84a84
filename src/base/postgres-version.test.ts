import { expect, it } from 'vitest'
import { refuseOldState } from './postgres-version.ts'

it.each(['14.0', '15.20 (Debian 15.20-0+deb12u1)', '18.4', '19beta1', '100.1'])(
  "a server of version %s keeps Upkeep's own state",
  (version) => {
    expect(() => refuseOldState(version)).not.toThrow()
  },
)

it.each(['13.23', '9.6.24', '13.23 (Debian 13.23-1)'])('a server of version %s is refused, with what to give instead', (version) => {
  expect(() => refuseOldState(version)).toThrow(
    expect.objectContaining({
      code: 'not-available',
      message: `the database for Upkeep's own state is on PostgreSQL ${version}, which is older than 14`,
      hint: 'give UPKEEP_DATABASE_URL a server of 14 or newer, or unset it to use the embedded one.',
    }),
  )
})
