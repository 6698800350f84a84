import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { ApiError } from './error-catalogue.ts'

/** Requests that one address may send within a minute. */
export type Limits = {
  /** All together. Default 1,200: a page that shows a busy run asks several times a second. */
  readonly requestsPerMinute: number
  /** POST /api/session. Default 10. */
  readonly signInsPerMinute: number
  /** Requests with a token that nobody has. Default 30. */
  readonly wrongTokensPerMinute: number
}
export const defaultLimits: Limits = { requestsPerMinute: 1_200, signInsPerMinute: 10, wrongTokensPerMinute: 30 }

export async function limitRates(app: FastifyInstance, limits: Limits): Promise<void> {
  await app.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_, { max, after }) =>
      new ApiError('too-many-requests', `more than ${max} requests came from this address within a minute`, `wait ${after}.`),
  })
}
