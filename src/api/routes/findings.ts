import { z } from 'zod'
import { findingView } from '../../app/views/finding.ts'
import { actorOf } from '../auth.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { acknowledgeBody, findingsQuery, idParams, noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const findingRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/findings',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'findings',
        tags: ['findings'],
        summary: 'What is wrong, and was',
        querystring: findingsQuery,
        response: { 200: z.array(findingView), ...errorAnswers },
      },
    },
    async ({ query }) => [...(await useCases.findings(query))],
  )

  app.post(
    '/api/findings/:id/acknowledge',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'acknowledgeFinding',
        tags: ['findings'],
        summary: 'Say that somebody knows',
        params: idParams,
        querystring: noQuery,
        body: acknowledgeBody,
        response: { 200: findingView, ...errorAnswers },
      },
    },
    (request) => useCases.acknowledge(actorOf(request), request.params.id, request.body?.note),
  )
}
