import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'

export const dropReasons = ['invalid', 'duplicate', 'unused'] as const
export type DropReason = (typeof dropReasons)[number]

export const indexesParams = z.strictObject({
  drop: z
    .array(z.enum(dropReasons))
    .default([])
    .describe('Which of them are dropped: `invalid`, `duplicate`, `unused`. Defaults to none: they are findings then.'),
  keep: z
    .array(z.string().min(1))
    .default([])
    .describe('Indexes that are never called superfluous: names, with or without schema, or patterns with `*` and `?`.'),
  'unused-for': durationSchema
    .prefault('30d')
    .describe(
      'How long the server must have counted, without one scan, before an index is called unused; and this task must have watched it before it is dropped.',
    ),
  'min-size': sizeSchema.prefault('1 MiB').describe('A smaller index is not called unused: it costs little.'),
  'ignore-standbys': z
    .boolean()
    .default(false)
    .describe(
      'The standbys run no queries, so that the counters of this server tell all. Without it nothing is called unused while there are standbys: each counts for itself.',
    ),
  'min-table-size': sizeSchema
    .prefault('10 MiB')
    .describe(
      'Smaller tables are soon read through: a foreign key without an index, and sequential scans, are findings from this size on.',
    ),
  'scans-per-day': z.number().min(1).default(100).describe('A large table that is read through more often is a finding.'),
  'max-transaction': durationSchema
    .prefault('1m')
    .describe(
      'A transaction that has been open for longer, and that a drop would have to wait for, pauses the task before the drop, until it has ended.',
    ),
  wait: durationSchema
    .prefault('10s')
    .describe(
      'How long a drop waits in one try for transactions that use the table. Nobody who reads or writes waits for the drop meanwhile.',
    ),
  'lock-tries': z.number().int().min(1).max(20).default(8).describe('How often a drop is tried, with growing waits between.'),
})

export type IndexesParams = z.infer<typeof indexesParams>
