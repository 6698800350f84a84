import { z } from 'zod'

export const procedureView = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  docs: z.string(),
  example: z.string(),
  target: z.string().nullable(),
  kind: z.enum(['machine', 'sign-off']),
  params: z.unknown().describe('JSON Schema of `with:`.'),
})
export type ProcedureView = z.infer<typeof procedureView>
