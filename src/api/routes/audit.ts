import { z } from 'zod'
import { auditEntryView, auditVerdictView } from '../../app/views/audit.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { auditQuery, noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const auditRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/audit',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'audit',
        tags: ['audit'],
        summary: 'Who changed what, newest first',
        querystring: auditQuery,
        response: { 200: z.array(auditEntryView), ...errorAnswers },
      },
    },
    async ({ query }) => [...(await useCases.audit(query))],
  )

  app.get(
    '/api/audit/verify',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'verifyAudit',
        tags: ['audit'],
        summary: 'Whether an entry was changed or removed',
        querystring: noQuery,
        response: { 200: auditVerdictView, ...errorAnswers },
      },
    },
    () => useCases.verifyAudit(),
  )
}
