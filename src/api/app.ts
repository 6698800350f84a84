import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { UseCases } from '../app/use-cases.ts'
import type { Limits } from './limits.ts'

/** A fastify instance whose routes take their types from zod schemas. */
export type ApiInstance = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** A group of routes: registers them, decides nothing else. */
export type Routes = (
  app: ApiInstance,
  parts: { readonly useCases: UseCases; readonly limits: Limits; readonly heartbeatMs: number },
) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answer goes on for as long as somebody reads it. */
    endless?: boolean
  }
}
