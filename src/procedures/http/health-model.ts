import { z } from 'zod'
import { durationSchema } from '../../base/duration.ts'
import type { Field } from './field.ts'

const fieldPath = z.string().regex(/^[^.]+(\.[^.]+)*$/, 'expected a field by its dotted path, such as data.last_updated')

export const healthParams = z.strictObject({
  path: z
    .string()
    .regex(/^(\/\S*)?$/, 'expected a path that begins with "/"')
    .prefault('')
    .describe("Added to the target's address."),
  status: z.int().min(100).max(599).prefault(200).describe('The status that a healthy service answers with. Redirects are not followed.'),
  latency: durationSchema
    .refine((ms) => ms > 0, 'expected more than 0ms')
    .prefault('0.2s')
    .describe('The median of the samples may take this long, from the request to the last byte.'),
  samples: z.int().min(1).max(20).prefault(3).describe('How many requests are sent, one after the other. The first opens the connection.'),
  fresh: z
    .strictObject({
      field: fieldPath.describe(
        'The field that holds the moment, by its dotted path: ISO 8601 (UTC without a zone), or seconds or milliseconds since 1970.',
      ),
      within: durationSchema.describe('How old it may be.'),
    })
    .optional()
    .describe('How fresh the data must be that the service answers with. Missing or unreadable is not fresh.'),
  expect: z
    .record(fieldPath, z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .prefault({})
    .describe('Fields of the JSON answer and the values that they must have.'),
})
export type HealthParams = z.infer<typeof healthParams>

export type Sample =
  | { readonly at: string; readonly status: number; readonly firstByteMs: number; readonly totalMs: number; readonly bytes: number }
  | { readonly at: string; readonly error: string; readonly hint: string | null }

export type HealthObservation = {
  readonly now: string
  readonly address: string
  readonly samples: readonly Sample[]
  /** Of the last answer; null when there was none. */
  readonly fields: Readonly<Record<string, Field>> | null
}
