import { z } from 'zod'
import { databaseSummaryView, databaseView } from '../../app/database/views.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { noQuery, stackTargetParams } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const databaseRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/databases',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'databases',
        tags: ['targets'],
        summary: 'The databases under care: size, growth, and what needs care most',
        querystring: noQuery,
        response: { 200: z.array(databaseSummaryView), ...errorAnswers },
      },
    },
    async () => [...(await useCases.databases())],
  )

  app.get(
    '/api/databases/:stack/:target',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'database',
        tags: ['targets'],
        summary: 'One database, section by section: where each comes from, whether it can be believed, and which task cures what',
        params: stackTargetParams,
        querystring: noQuery,
        response: { 200: databaseView, ...errorAnswers },
      },
    },
    ({ params }) => useCases.database(params.stack, params.target),
  )
}
