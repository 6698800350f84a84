import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { sizeSchema } from '../../../base/size.ts'

export const sizeParams = z.strictObject({
  'max-size': sizeSchema.optional().describe('A database that is larger is a finding. Defaults to no limit.'),
  'max-table-size': sizeSchema
    .optional()
    .describe('A table that is larger, with its indexes, TOAST and partitions, is a finding. Defaults to no limit.'),
  'max-growth-per-day': sizeSchema.optional().describe('A database that grows by more each day is a finding. Defaults to no limit.'),
  'days-until-full': z
    .number()
    .positive()
    .default(14)
    .describe('A database that reaches `max-size`, or the end of its disk, in fewer days is a finding; critical within 2 days.'),
  'growth-over': durationSchema.prefault('7d').describe('Growth is measured over this span, or as much of it as there are looks.'),
  top: z.number().int().min(1).max(50).default(5).describe('How many of the largest tables, and of the largest indexes, the report names.'),
})

export type SizeParams = z.infer<typeof sizeParams>
