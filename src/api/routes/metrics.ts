import { z } from 'zod'
import { errorAnswers } from '../error-catalogue.ts'
import { noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

/** The content type of the Prometheus text exposition format 0.0.4. */
const prometheusText = 'text/plain; version=0.0.4; charset=utf-8'

export const metricRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/metrics',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'metrics',
        tags: ['system'],
        summary: 'Prometheus metrics',
        description: 'Give Prometheus a viewer token: `authorization: { credentials_file: ... }`.',
        querystring: noQuery,
        response: { 200: { content: { 'text/plain': { schema: z.string() } } }, ...errorAnswers },
      },
    },
    async (_, reply) =>
      reply
        .type(prometheusText)
        .serializer(String)
        .send(await useCases.metrics()),
  )
}
