import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'

const names = z.array(z.string().min(1)).default([])

export const accessParams = z.strictObject({
  superusers: names.describe(
    'Roles that may be, or become, superusers: names, or patterns with `*`. The role that the cluster was made with always may.',
  ),
  privileged: names.describe(
    'Roles that may have REPLICATION, BYPASSRLS or CREATEROLE, or reach into the machine of the server: names, or patterns with `*`.',
  ),
  public: names.describe(
    'Tables, views and sequences on which PUBLIC may have rights: names, with or without schema, or patterns with `*` and `?`.',
  ),
  'no-expiry': z
    .enum(['off', 'info', 'warning'])
    .default('info')
    .describe('How bad it is that a role can sign in with a password that never expires.'),
  'expiry-notice': durationSchema
    .prefault('14d')
    .describe('A password that expires sooner is a finding: whoever uses it will be shut out.'),
  'unused-after': durationSchema
    .prefault('90d')
    .describe('A role that can sign in and that no look has seen connected for longer is a finding.'),
})

export type AccessParams = z.infer<typeof accessParams>
