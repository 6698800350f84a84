import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The session is the token itself, in a cookie that scripts can't read: nothing to store, and a revoked token ends its sessions at once.
 * Cookies aren't kept apart by port, so the port is in the name: two servers on one machine don't sign each other out.
 */
const cookieName = (request: FastifyRequest): string => `upkeep_${/:(\d+)$/.exec(request.headers.host ?? '')?.[1] ?? 'session'}`

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const
const thirtyDaysS = 30 * 86_400

export const sessionSecret = (request: FastifyRequest): string | null => request.cookies[cookieName(request)] || null

export function setSession(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(cookieName(request), secret, { ...attributes(request), maxAge: thirtyDaysS })
}

export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), attributes(request))
}
