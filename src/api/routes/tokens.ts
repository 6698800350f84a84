import { z } from 'zod'
import { tokenView } from '../../app/views/token.ts'
import { actorOf } from '../auth.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { idParams, newTokenBody, noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

const newTokenView = z
  .object({ token: tokenView, secret: z.string().describe('Shown this once; only its hash is kept.') })
  .meta({ id: 'NewToken' })

export const tokenRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/tokens',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'tokens',
        tags: ['tokens'],
        summary: 'Who may sign in',
        querystring: noQuery,
        response: { 200: z.array(tokenView), ...errorAnswers },
      },
    },
    async (request) => [...(await useCases.tokens(actorOf(request)))],
  )

  app.post(
    '/api/tokens',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'createToken',
        tags: ['tokens'],
        summary: 'Make a token',
        querystring: noQuery,
        body: newTokenBody,
        response: { 201: newTokenView, ...errorAnswers },
      },
    },
    async (request, reply) => {
      const { name, role, expiresAt } = request.body
      const made = await useCases.createToken(actorOf(request), name, role, expiresAt === undefined ? undefined : new Date(expiresAt))
      return reply.status(201).send(made)
    },
  )

  app.delete(
    '/api/tokens/:id',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'revokeToken',
        tags: ['tokens'],
        summary: 'Revoke a token and its sessions, at once',
        params: idParams,
        querystring: noQuery,
        response: { 204: z.null(), ...errorAnswers },
      },
    },
    async (request, reply) => {
      await useCases.revokeToken(actorOf(request), request.params.id)
      return reply.status(204).send(null)
    },
  )
}
