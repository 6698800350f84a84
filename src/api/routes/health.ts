import { healthView } from '../../app/views/health.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const healthRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/health',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'health',
        tags: ['system'],
        summary: 'Whether Upkeep itself works',
        description: '503 with the same body when it is degraded.',
        querystring: noQuery,
        response: { 200: healthView, 503: healthView, '4xx': errorAnswers['4xx'] },
      },
    },
    async (_, reply) => {
      const health = await useCases.health()
      return reply.status(health.status === 'ok' ? 200 : 503).send(health)
    },
  )
}
