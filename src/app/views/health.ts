import { z } from 'zod'

export const healthView = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  database: z.boolean(),
  workers: z.number(),
  last_updated: z.string().nullable(),
})
export type HealthView = z.infer<typeof healthView>
