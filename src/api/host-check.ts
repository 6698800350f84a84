import type { FastifyInstance } from 'fastify'
import { ApiError } from './error-catalogue.ts'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
export const isLoopback = (host: string): boolean => loopback.has(host) || host === '::1' || host.startsWith('127.')

/** The name in a Host header, without its port, in lower case. */
export const hostName = (header: string): string => header.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')

/**
 * DNS rebinding: a foreign page whose name is made to point at this machine would be same-origin with us. Its requests still carry its name
 * in Host, so a server that is bound to loopback answers to loopback names and to those that it was told of, and to no other.
 * Bound to other addresses it can't know its names; then only a given list is enforced.
 */
export function checkHost(app: FastifyInstance, options: { boundTo: string; allowedHosts: readonly string[] }): void {
  const allowed = new Set(options.allowedHosts.map((host) => host.toLowerCase()))
  if (!isLoopback(options.boundTo) && allowed.size === 0) return
  app.addHook('onRequest', async (request) => {
    const name = hostName(request.headers.host ?? '')
    if (loopback.has(name) || allowed.has(name)) return
    throw new ApiError(
      'wrong-host',
      `this server doesn't answer for the host ${JSON.stringify(name)}`,
      'use http://localhost, or name the host in UPKEEP_ALLOWED_HOSTS.',
    )
  })
}
