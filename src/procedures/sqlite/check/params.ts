import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'
import { spaceLimits } from '../limits.ts'

export const checkParams = z.strictObject({
  integrity: z
    .enum(['quick', 'full', 'none'])
    .default('quick')
    .describe('`quick` reads every page and row; `full` also compares each index with its table, and takes several times as long.'),
  'foreign-keys': z.boolean().default(true).describe('Look for rows whose parent is missing.'),
  'longest-look': durationSchema
    .prefault('2s')
    .describe(
      'Without a WAL nobody can write while somebody reads: a look at one table is given up after this time, and the report says so. In WAL mode there is no limit.',
    ),
  'max-size': sizeSchema.optional().describe('A larger database, with its WAL, is a finding. Defaults to no limit.'),
  ...spaceLimits,
})

export type CheckParams = z.infer<typeof checkParams>
