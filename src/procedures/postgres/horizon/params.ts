import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'

const percent = z.number().min(1).max(100)

export const horizonParams = z.strictObject({
  'freeze-age-warn': z
    .number()
    .min(1)
    .max(500)
    .default(90)
    .describe(
      'Percent of autovacuum_freeze_max_age, and of autovacuum_multixact_freeze_max_age, from which on the oldest id of a database is a finding. Critical is 1.3 billion, whatever stands here.',
    ),
  active: durationSchema.prefault('5m').describe('A statement that runs for longer is a finding.'),
  'idle-in-transaction': durationSchema
    .prefault('60s')
    .describe('A session that idles inside a transaction for longer is a finding: it keeps locks, and dead rows alive.'),
  transaction: durationSchema
    .prefault('30m')
    .describe('A transaction that is open for longer is a finding, however short each of its statements and pauses is.'),
  prepared: durationSchema.prefault('5m').describe('A prepared transaction that is older is a finding: nothing ends it by itself.'),
  'slot-behind': sizeSchema.prefault('1 GiB').describe('A replication slot that keeps more WAL than this is a finding.'),
  'slot-inactive': durationSchema
    .prefault('5m')
    .describe(
      'A replication slot that nobody has used for longer is a finding. Servers before 17 do not say for how long: there it is one at once.',
    ),
  'xmin-age': z
    .number()
    .int()
    .min(1)
    .default(1_000_000)
    .describe('A replication slot or standby that keeps dead rows of more transactions than this is a finding.'),
  'replication-lag': durationSchema.prefault('30s').describe('A standby that is further behind is a finding.'),
  'connections-warn': percent
    .default(80)
    .describe(
      'Percent of max_connections in use from which on it is a finding; critical from 95 % of those that are not kept for superusers.',
    ),
  'sequences-warn': percent
    .default(85)
    .describe(
      'Percent of its range that a sequence has used from which on it is a finding; critical from 95 % on. The range ends with the type of the column that it fills.',
    ),
  blocked: durationSchema.prefault('10s').describe('Sessions that wait for a lock are a finding when one of them has waited for longer.'),
  'ignore-applications': z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Sessions whose application_name is one of these, or fits one of these patterns with `*`, may run and idle as long as they like: pg_dump, for example.',
    ),
})

export type HorizonParams = z.infer<typeof horizonParams>
