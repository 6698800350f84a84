import { z } from 'zod'
import { spaceLimits } from '../limits.ts'

export const vacuumParams = z.strictObject({
  ...spaceLimits,
  'batch-pages': z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_000)
    .describe('How many pages an incremental vacuum moves in one transaction; between two of them others can write.'),
  analyze: z
    .boolean()
    .default(true)
    .describe('Refresh the planner statistics of tables that have none, or that have grown or shrunk tenfold.'),
  'lock-tries': z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(8)
    .describe('How often a database that is busy is tried, with growing waits (8 tries take 6 to 15 s), before the run is put off.'),
})

export type VacuumParams = z.infer<typeof vacuumParams>
