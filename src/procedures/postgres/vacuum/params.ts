import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'

/** How a VACUUM is run: what every procedure that ends in one lets its task say. */
export const vacuumManner = {
  truncate: z
    .boolean()
    .default(false)
    .describe(
      'Give empty pages at the end of the table back to the disk. Takes an ACCESS EXCLUSIVE lock at the end, so the step is disruptive then.',
    ),
  'cost-delay': durationSchema
    .optional()
    .describe(
      "Sleep this long (up to 100ms) each time `cost-limit` is spent: slower, and gentler to the disk. Defaults to the server's vacuum_cost_delay, which is 0: full speed.",
    ),
  'cost-limit': z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("What may be spent between two sleeps. Defaults to the server's vacuum_cost_limit (200)."),
  'buffer-usage-limit': sizeSchema
    .optional()
    .describe(
      "How much of the shared buffers it may take (128 KiB to 16 GiB). From PostgreSQL 16 on; older ones use 256 KiB. Defaults to the server's vacuum_buffer_usage_limit.",
    ),
  parallel: z
    .number()
    .int()
    .min(0)
    .max(1024)
    .optional()
    .describe('Workers for the indexes of one table; 0 for none. Defaults to what the server thinks right.'),
  'lock-tries': z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(8)
    .describe('How often a table that another session has locked is tried, with growing waits (8 tries take about 6 s).'),
  timeout: durationSchema.prefault('6h').describe('The server ends a VACUUM that takes longer.'),
}

export const vacuumParams = z.strictObject({
  tables: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Only these: names, with or without schema, or patterns with `*` and `?`; a partitioned table means itself and all its partitions. Defaults to every table of the database.',
    ),
  'min-dead-rows': z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Tables with fewer dead rows are left alone, whatever their thresholds say.'),
  'holder-age': durationSchema
    .prefault('5m')
    .describe('A transaction that keeps dead rows from being removed for longer than this is a finding.'),
  ...vacuumManner,
})

export type VacuumParams = z.infer<typeof vacuumParams>
export type VacuumManner = Omit<VacuumParams, 'tables' | 'min-dead-rows' | 'holder-age'>
