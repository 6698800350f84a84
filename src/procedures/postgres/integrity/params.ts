import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'

export const integrityParams = z.strictObject({
  budget: durationSchema
    .prefault('5m')
    .describe(
      'How long one run checks; the next one goes on where it stopped. An index that takes longer than that alone is passed over, and the report says so.',
    ),
  'crashes-looked-into': z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'What the server went down over while it was being checked is set aside. Crashes before this time (such as `2025-11-22T09:30:00Z`) are known and seen to: what they were over is checked again in its turn.',
    ),
  heapallindexed: z
    .boolean()
    .default(false)
    .describe('Check too that each row of a table is in its indexes. Reads the table for each index, and takes maintenance_work_mem.'),
  tables: z.boolean().default(true).describe('Check the tables themselves too (verify_heapam), not only their B-tree indexes.'),
  catalogs: z.boolean().default(true).describe('Check the system catalogs too, whatever `schemas` the target is limited to.'),
})

export type IntegrityParams = z.infer<typeof integrityParams>
