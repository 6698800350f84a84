import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'
import { isZone } from '../../../stack/zone.ts'
import { nameProblem } from './period-name.ts'
import { everyWords } from './period.ts'

export const partitionsParams = z
  .strictObject({
    table: z.string().min(1).describe('The partitioned table, with its schema or without (then it has to be the only one of that name).'),
    every: z.enum(everyWords).describe('How long one partition is. A week begins on Monday.'),
    ahead: z.number().int().min(1).max(1_000).default(3).describe('How many partitions there should be beyond the current one.'),
    'alert-below': z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(1)
      .describe('Fewer ready beyond the current one are a finding; none for the current period is a critical one.'),
    name: z
      .string()
      .optional()
      .describe(
        'The pattern of their names: {table}, and of the beginning {yyyy}, {q}, {mm}, {dd} and {hh}, or of its ISO week {iyyy} and {iw}. Without it the pattern of the partitions that there are; where they have none, {table}_{yyyy}_{mm}_{dd} and the like.',
      ),
    timezone: z
      .string()
      .refine(isZone, { error: ({ input }) => `expected a time zone such as UTC or Europe/Berlin, found ${JSON.stringify(input)}` })
      .default('UTC')
      .describe('Where days begin. Of a column without a time zone: the zone of its clock.'),
    'attach-time': durationSchema
      .prefault('2s')
      .describe('Attaching is given up after so long: a default partition is locked and read through meanwhile.'),
    'lock-tries': z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(8)
      .describe('How often it is tried while another session has the table locked, with growing waits (8 tries take about 6 s).'),
  })
  .superRefine(({ name, every }, context) => {
    const problem = name === undefined ? null : nameProblem(name, every)
    if (problem !== null) context.addIssue({ code: 'custom', path: ['name'], message: problem, input: name })
  })

export type PartitionsParams = z.infer<typeof partitionsParams>
