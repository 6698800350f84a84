import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { archiveParam } from '../archive/params.ts'

export const clearParams = z.strictObject({
  tables: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      'The tables to empty, with their schema or without (then each has to be the only one of that name). No patterns: each is named.',
    ),
  mode: z
    .enum(['truncate', 'delete'])
    .default('truncate')
    .describe(
      '`truncate`: all of them at once, in a moment, and their space is free; nobody can read them meanwhile. `delete`: in batches beside others, and only rows that were there; the space is for VACUUM to free.',
    ),
  'restart-identity': z.boolean().default(false).describe('Let the numbers of identity and serial columns begin anew (`truncate` only).'),
  archive: archiveParam,
  'batch-time': durationSchema.prefault('250ms').describe('How long one batch of deletions should take (`delete` only).'),
  'nice-ratio': z
    .number()
    .min(0)
    .max(100)
    .default(20)
    .describe('How long to rest between two batches, as a multiple of the time that the last one took (`delete` only).'),
  'lock-tries': z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(8)
    .describe('How often it is tried while another session has a table locked, with growing waits (8 tries take about 6 s).'),
})

export type ClearParams = z.infer<typeof clearParams>
