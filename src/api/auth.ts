import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor, UseCases } from '../app/use-cases.ts'
import { roleSchema } from '../app/views/words.ts'
import type { Role } from '../app/views/words.ts'
import { ApiError } from './error-catalogue.ts'
import { isSameOrigin } from './same-origin.ts'
import { clearSession, sessionSecret } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call it. A route without one stops the server from starting. */
    access?: Access
  }
  interface FastifyRequest {
    actor: Actor | null
  }
}

/** `public`: no sign-in. Else the lowest role that may; each role may what the ones below it may. */
export type Access = Role | 'public'

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD'])
export const roleReaches = (has: Role, needed: Role): boolean => roleSchema.options.indexOf(has) >= roleSchema.options.indexOf(needed)

/**
 * The one place where access is decided: by the `access` of a route's config, before its body is read.
 * It runs after the rate limit (onRequest), so that a flood costs no look-up of tokens.
 */
export function enforceAccess(app: FastifyInstance, useCases: UseCases, limits: { wrongTokensPerMinute: number }): void {
  refuseRoutesWithoutAccess(app)
  app.decorateRequest('actor', null)
  // Made after the rate-limit plugin is there.
  let wrongTokens: ReturnType<FastifyInstance['createRateLimit']> | undefined
  app.addHook('onReady', async () => {
    wrongTokens = app.createRateLimit({ max: limits.wrongTokensPerMinute, timeWindow: 60_000 })
  })

  app.addHook('preParsing', async (request, reply) => {
    const access = request.routeOptions.config.access
    if (request.is404 || access === 'public') return
    const { secret, by } = credentials(request)
    if (secret === null) throw new ApiError('unauthenticated', 'this needs a token, and none came with the request', signInHint)

    const tried = await wrongTokens!(request, { increment: false })
    if (!tried.isAllowed && tried.remaining === 0) {
      reply.header('retry-after', tried.ttlInSeconds)
      throw new ApiError(
        'too-many-requests',
        `${tried.max} wrong tokens came from this address within a minute`,
        `wait ${tried.ttlInSeconds} s, then use a good one.`,
      )
    }
    const actor = await useCases.authenticate(secret)
    if (!actor) {
      await wrongTokens!(request)
      if (by === 'cookie') clearSession(request, reply)
      throw new ApiError('unauthenticated', 'the token is unknown, revoked or expired', signInHint)
    }
    if (by === 'cookie' && !reads.has(request.method) && !isSameOrigin(request.headers)) {
      throw new ApiError(
        'cross-site',
        'a change with the session cookie must come from the page itself',
        'send the token as a bearer token instead of the cookie.',
      )
    }
    if (!access || !roleReaches(actor.role, access)) {
      throw new ApiError(
        'forbidden',
        `this needs the role ${access}, and ${actor.name} has the role ${actor.role}`,
        'ask an admin for a token with that role: upkeep tokens create NAME --role ROLE.',
      )
    }
    request.actor = actor
  })
}

/** Who asks, in a handler whose route is not public. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new Error(`bug: ${request.method} ${request.url} asks for its actor, but is public`)
  return request.actor
}

const signInHint = 'send it as `Authorization: Bearer TOKEN`, or sign in on the page.'

export function credentials(request: FastifyRequest): { secret: string | null; by: 'bearer' | 'cookie' } {
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return { secret: bearer, by: 'bearer' }
  return { secret: sessionSecret(request), by: 'cookie' }
}

/** A forgotten `access` would be a hole; so it is a start-up error. */
function refuseRoutesWithoutAccess(app: FastifyInstance): void {
  const forgotten: string[] = []
  const seen: { method: unknown; url: string; config?: { access?: Access } }[] = []
  app.addHook('onRoute', (route) => void seen.push(route))
  app.addHook('onReady', async () => {
    for (const { method, url, config } of seen) if (!config?.access) forgotten.push(`${String(method)} ${url}`)
    if (forgotten.length > 0) throw new Error(`bug: no access is set for ${forgotten.join(', ')}`)
  })
}
