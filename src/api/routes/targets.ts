import { z } from 'zod'
import { targetLooksView, targetView } from '../../app/views/target.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { noQuery, stackTargetParams } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const targetRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/targets',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'targets',
        tags: ['targets'],
        summary: 'What is under care: each target of each stack',
        querystring: noQuery,
        response: { 200: z.array(targetView), ...errorAnswers },
      },
    },
    async () => [...(await useCases.targets())],
  )

  app.get(
    '/api/targets/:stack/:target',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'target',
        tags: ['targets'],
        summary: 'One target, with what each of its tasks saw last',
        params: stackTargetParams,
        querystring: noQuery,
        response: { 200: targetLooksView, ...errorAnswers },
      },
    },
    ({ params }) => useCases.target(params.stack, params.target),
  )
}
