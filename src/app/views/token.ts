import { z } from 'zod'
import { roleSchema } from './words.ts'

export const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: z.string(),
  createdBy: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
})
export type TokenView = z.infer<typeof tokenView>
