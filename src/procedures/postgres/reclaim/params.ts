import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'
import { buildLimits } from '../bloat/build-limits.ts'
import { bloatLimits } from '../reindex/params.ts'

export const reclaimParams = z.strictObject({
  tables: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Only these: names, with or without schema, or patterns with `*` and `?`; a partitioned table means all its partitions. Defaults to every table of the database.',
    ),
  'min-gain': sizeSchema.prefault('100 MiB').describe('Tables that would give back less are left alone.'),
  ...bloatLimits,
  full: z
    .boolean()
    .default(false)
    .describe(
      'VACUUM FULL where pg_repack can’t help: nobody can read or write the table until it is done. Such a step runs in a window only, and a person is always asked first.',
    ),
  wait: durationSchema
    .prefault('1m')
    .describe(
      'How long pg_repack tries to get a lock, at its beginning and its end, and waits for transactions that began before it. It cancels nobody: then it gives up.',
    ),
  'lock-tries': z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(8)
    .describe(
      'How often VACUUM FULL, and the clearing away of leftovers, try a table that another session has locked, with growing waits (8 tries take about 6 s, and a second each).',
    ),
  ...buildLimits,
  timeout: durationSchema.prefault('6h').describe('What takes longer is ended.'),
})

export type ReclaimParams = z.infer<typeof reclaimParams>
