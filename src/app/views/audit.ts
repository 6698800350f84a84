import { z } from 'zod'

export const auditEntryView = z.object({
  seq: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.unknown(),
  hash: z.string(),
})
export type AuditEntryView = z.infer<typeof auditEntryView>
export const auditVerdictView = z.object({
  intact: z.boolean(),
  entries: z.number(),
  head: z.string(),
  brokenAt: z.number().nullable().describe('The first entry that does not fit.'),
  reason: z.string().nullable(),
})
export type AuditVerdictView = z.infer<typeof auditVerdictView>
