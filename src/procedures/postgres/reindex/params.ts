import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'
import { buildLimits } from '../bloat/build-limits.ts'

/** Which objects count as bloated, and what may be done to look closer. */
export const bloatLimits = {
  'min-bloat': z.number().min(1).max(99).default(30).describe('From this share of bloat on it is worth writing anew, in percent.'),
  'confirm-up-to': sizeSchema
    .prefault('2 GiB')
    .describe(
      'Where the extension pgstattuple is installed, candidates are read through to confirm the estimate: at most so much in one look, those with most bloat first. `0 B`: never.',
    ),
  room: sizeSchema
    .optional()
    .describe(
      'How much of its disk the work may take for the copy. Needed where the disk of the server can’t be seen from here (another machine); where it can, the smaller of both counts.',
    ),
  'max-transaction': durationSchema
    .prefault('1m')
    .describe(
      'A transaction that has been open for longer, and that the work would have to wait for, pauses the task before the next step, until it has ended.',
    ),
}

export const reindexParams = z.strictObject({
  indexes: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Only these: names, with or without schema, or patterns with `*` and `?`; an index of a partitioned table means those of its partitions.',
    ),
  tables: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Only indexes of these tables: names or patterns as for `indexes`; a partitioned table means all its partitions. With neither `indexes` nor `tables`, every index of the database.',
    ),
  'min-size': sizeSchema.prefault('10 MiB').describe('Smaller indexes are left alone: there is little to gain.'),
  ...bloatLimits,
  wait: durationSchema
    .prefault('5m')
    .describe(
      'How long a rebuild waits, at each of its stages, for transactions that began before it. Nobody who reads or writes waits for the rebuild meanwhile.',
    ),
  'lock-tries': z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(8)
    .describe('How often an index is tried whose table another session has locked, with growing waits (8 tries take about 6 s).'),
  ...buildLimits,
  timeout: durationSchema.prefault('6h').describe('The server ends a rebuild that takes longer.'),
})

export type ReindexParams = z.infer<typeof reindexParams>
