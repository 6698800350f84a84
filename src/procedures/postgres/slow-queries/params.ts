import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'

export const slowQueriesParams = z.strictObject({
  mean: durationSchema
    .prefault('500ms')
    .describe(
      'A statement that takes longer than this on average since the last look is a finding. Half a second is where the alerts of most APIs begin.',
    ),
  'slower-by': z
    .number()
    .min(1.1)
    .default(2)
    .describe('A statement whose average since the last look is this many times its own average before is a finding.'),
  'new-pace-after': durationSchema
    .prefault('4w')
    .describe(
      'A statement that has stayed slower for so long is held to its new pace from then on: its finding closes, and the run says so.',
    ),
  'slower-from': durationSchema
    .prefault('10ms')
    .describe('A statement that takes less than this on average is no finding, however much slower it got.'),
  'min-calls': z
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('A statement that was called less often since the last look is not judged: a few calls say little about an average.'),
  top: z.number().int().min(1).max(50).default(10).describe('How many statements the report lists by total time, and how many by average.'),
})

export type SlowQueriesParams = z.infer<typeof slowQueriesParams>
