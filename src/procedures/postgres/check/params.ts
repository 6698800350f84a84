import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'

export const checkParams = z.strictObject({
  'connections-warn': z.number().min(1).max(100).default(80).describe('Percent of max_connections in use from which on it is a finding.'),
  'idle-in-transaction': durationSchema
    .prefault('60s')
    .describe('A session that idles inside a transaction for longer is a finding: it keeps locks, and dead rows alive.'),
  active: durationSchema.prefault('5m').describe('A statement that runs for longer is a finding.'),
  'ignore-applications': z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Sessions whose application_name is one of these, or fits one of these patterns with `*`, may run and idle as long as they like: pg_dump, for example.',
    ),
})

export type CheckParams = z.infer<typeof checkParams>
