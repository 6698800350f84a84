import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { archiveParam } from '../archive/params.ts'
import { vacuumManner } from '../vacuum/params.ts'
import { keepSchema } from './cutoff.ts'

export const retentionParams = z.strictObject({
  table: z
    .string()
    .min(1)
    .describe('The table, with its schema or without (then it has to be the only one of that name); a partitioned one by its root.'),
  column: z
    .string()
    .min(1)
    .describe('The column that says how old a row is: timestamptz, timestamp (taken as UTC) or date. Rows without a value there stay.'),
  keep: keepSchema.describe(
    'How long rows are kept. The limit is cut to the unit that it is written in: `30d` keeps from midnight (UTC) on, `36h` from the full hour on.',
  ),
  mode: z
    .enum(['auto', 'partitions', 'rows'])
    .default('auto')
    .describe(
      '`partitions`: expired partitions are taken out whole, and those that are only partly expired stay. `rows`: rows are deleted in batches. `auto`: partitions where the table is partitioned by that column, rows elsewhere.',
    ),
  hold: durationSchema
    .prefault('7d')
    .describe('How long a partition stays as a table of its own, detached, before it is dropped. `0s` drops it at once.'),
  archive: archiveParam,
  'batch-time': durationSchema
    .prefault('250ms')
    .describe('How long one batch of deletions should take; the size of the batches follows from that.'),
  'nice-ratio': z
    .number()
    .min(0)
    .max(100)
    .default(20)
    .describe(
      'How long to rest between two batches, as a multiple of the time that the last one took: 20 works a twentieth of the time, 1 half of it, 0 all of it.',
    ),
  'without-index': z
    .boolean()
    .default(false)
    .describe('Delete rows even though no index begins with the column: each run then reads the whole table.'),
  'allow-empty': z
    .boolean()
    .default(false)
    .describe('Go on even though no row would be left: without this, a table that got no new rows for so long is left alone.'),
  cascade: z
    .boolean()
    .default(false)
    .describe('Go on even though foreign keys pass the deletion on to other tables (ON DELETE CASCADE, SET NULL, SET DEFAULT).'),
  ...vacuumManner,
  'cost-delay': durationSchema
    .prefault('8ms')
    .describe(
      'The vacuum after a deletion sleeps this long (up to 100ms) each time `cost-limit` is spent. Four times the delay of autovacuum, so that nobody notices; `0s` is full speed.',
    ),
})

export type RetentionParams = z.infer<typeof retentionParams>
