import { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import { procedureView } from '../../app/views/procedure.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { noQuery, procedureParams } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const procedureRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/procedures',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'procedures',
        tags: ['procedures'],
        summary: 'What a guide can make use of',
        querystring: noQuery,
        response: { 200: z.array(procedureView), ...errorAnswers },
      },
    },
    async () => [...useCases.procedures()],
  )

  app.get(
    '/api/procedures/:name',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'procedure',
        tags: ['procedures'],
        summary: 'One procedure with its docs and the schema of its parameters',
        params: procedureParams,
        querystring: noQuery,
        response: { 200: procedureView, ...errorAnswers },
      },
    },
    async ({ params }) => {
      const found = useCases.procedures().find(({ name }) => name === params.name)
      if (!found)
        throw new UserError(`there is no procedure ${params.name}`, { code: 'not-found', hint: 'GET /api/procedures lists them.' })
      return found
    },
  )
}
