import { z } from 'zod'
import { durationSchema } from '../../../base/duration.ts'

export const settingsParams = z.strictObject({
  'report-for': durationSchema
    .prefault('7d')
    .describe('A change is a finding for so long after it was first seen, so that somebody who comes once a week sees it.'),
  'ignore-changes': z.array(z.string().min(1)).default([]).describe('Settings whose changes are no finding: names, or patterns with `*`.'),
  accept: z
    .array(z.string().min(1))
    .default([])
    .describe('Settings that are no finding whatever their value: names, or patterns with `*`. For those that are as they are on purpose.'),
})

export type SettingsParams = z.infer<typeof settingsParams>
