import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'

/** How long rows are kept, and the unit to which the limit is cut. */
export type Keep = { readonly ms: number; readonly unitMs: number }

const unitsMs: Readonly<Record<string, number>> = { ms: 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 86_400_000 }

/** `30d`, `4w`, `36h`, `1d 12h`: a duration above zero whose smallest unit counts. */
export const keepSchema = z
  .string({ error: 'expected a duration such as 30d, 4w or 36h' })
  .transform((text, context): Keep => {
    const parsed = durationSchema.safeParse(text)
    const unit = /(ms|[smhdw])\s*$/.exec(text)?.[1]
    if (parsed.success && parsed.data > 0 && unit !== undefined) return { ms: parsed.data, unitMs: unitsMs[unit]! }
    context.issues.push({ code: 'custom', message: 'expected a duration above zero, such as 30d, 4w or 36h', input: text })
    return z.NEVER
  })
  .meta({ unit: 'duration', examples: ['30d', '4w', '36h'] })

/** Rows before this moment have expired. It is counted from the time for which the run is due, and cut to the policy's unit in UTC, so that a plan stays the same while it waits for approval. */
export function cutoffFor(due: Date, keep: Keep): string {
  const exact = due.getTime() - keep.ms
  return new Date(Math.floor(exact / keep.unitMs) * keep.unitMs).toISOString()
}
