import { z } from 'zod'
import { roleSchema } from '../../app/views/words.ts'
import { actorOf } from '../auth.ts'
import { ApiError, errorAnswers } from '../error-catalogue.ts'
import { noQuery, sessionBody } from '../inputs.ts'
import { clearSession, setSession } from '../session-cookie.ts'
import type { Routes } from '../app.ts'

const sessionView = z.object({ name: z.string(), role: roleSchema }).meta({ id: 'Session' })

export const sessionRoutes: Routes = (app, { useCases, limits }) => {
  app.post(
    '/api/session',
    {
      config: { access: 'public', rateLimit: { max: limits.signInsPerMinute, timeWindow: 60_000 } },
      schema: {
        operationId: 'signIn',
        tags: ['session'],
        summary: 'Sign in: trade a token for a session cookie',
        querystring: noQuery,
        body: sessionBody,
        response: { 200: sessionView, ...errorAnswers },
      },
    },
    async (request, reply) => {
      const actor = await useCases.authenticate(request.body.token)
      if (!actor)
        throw new ApiError(
          'unauthenticated',
          'the token is unknown, revoked or expired',
          '`upkeep tokens create NAME --role ROLE` on the server makes a new one.',
        )
      setSession(request, reply, request.body.token)
      return { name: actor.name, role: actor.role }
    },
  )

  app.get(
    '/api/session',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'session',
        tags: ['session'],
        summary: 'Who is signed in',
        querystring: noQuery,
        response: { 200: sessionView, ...errorAnswers },
      },
    },
    async (request) => {
      const { name, role } = actorOf(request)
      return { name, role }
    },
  )

  app.delete(
    '/api/session',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'signOut',
        tags: ['session'],
        summary: 'Sign out: forget the cookie',
        querystring: noQuery,
        response: { 204: z.null(), ...errorAnswers },
      },
    },
    async (request, reply) => {
      clearSession(request, reply)
      return reply.status(204).send(null)
    },
  )
}
