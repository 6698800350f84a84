import cookie from '@fastify/cookie'
import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { newId } from '../base/id.ts'
import type { Logger } from '../base/logger.ts'
import type { UseCases } from '../app/use-cases.ts'
import type { ApiInstance } from './app.ts'
import { enforceAccess } from './auth.ts'
import { answerError } from './error-answer.ts'
import { ApiError } from './error-catalogue.ts'
import { setHeaders } from './headers.ts'
import { checkHost } from './host-check.ts'
import { defaultLimits, limitRates } from './limits.ts'
import type { Limits } from './limits.ts'
import { describeApi } from './openapi.ts'
import { servePage } from './page.ts'
import { auditRoutes } from './routes/audit.ts'
import { databaseRoutes } from './routes/databases.ts'
import { eventRoutes } from './routes/events.ts'
import { findingRoutes } from './routes/findings.ts'
import { healthRoutes } from './routes/health.ts'
import { metricRoutes } from './routes/metrics.ts'
import { overviewRoutes } from './routes/overview.ts'
import { procedureRoutes } from './routes/procedures.ts'
import { runRoutes } from './routes/runs.ts'
import { sessionRoutes } from './routes/session.ts'
import { targetRoutes } from './routes/targets.ts'
import { taskRoutes } from './routes/tasks.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { rememberMethods } from './wrong-method.ts'

export type ApiOptions = {
  readonly useCases: UseCases
  readonly log: Logger
  /** Folder of the built web page. It may be missing: then the page says how to build it. */
  readonly webRoot: string
  /** Shown in the OpenAPI document. */
  readonly version: string
  /** The address that `listen` will be given; on loopback the Host header is checked. Default 127.0.0.1. */
  readonly boundTo?: string
  /** Names, without port, that the server answers to beside those of loopback: the names that a reverse proxy passes on. Default none. */
  readonly allowedHosts?: readonly string[]
  /** Addresses of proxies whose X-Forwarded-For and -Proto are believed. Default none. */
  readonly trustedProxies?: readonly string[]
  readonly limits?: Partial<Limits>
  /** How often a live stream says that it is alive, and looks whether its token still is. Default 15,000. */
  readonly heartbeatMs?: number
  /** An answer that takes longer is given up, in milliseconds. Live streams and files are no answers of that kind. Default 30,000. */
  readonly answerWithinMs?: number
}

const routes = [
  healthRoutes,
  sessionRoutes,
  overviewRoutes,
  taskRoutes,
  targetRoutes,
  databaseRoutes,
  runRoutes,
  findingRoutes,
  auditRoutes,
  procedureRoutes,
  tokenRoutes,
  eventRoutes,
  metricRoutes,
]

/** The HTTP server, ready for `listen` or `inject`. Listens to nothing yet, and has done nothing yet. */
export async function createApi(options: ApiOptions): Promise<ApiInstance> {
  const limits = { ...defaultLimits, ...options.limits }
  const log: FastifyBaseLogger = options.log
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    bodyLimit: 64 * 1024,
    requestTimeout: 15_000,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    return503OnClosing: true,
    frameworkErrors: answerError,
  }).withTypeProvider<ZodTypeProvider>()
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/') && !route.config?.endless) route.handlerTimeout ??= options.answerWithinMs ?? 30_000
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.removeContentTypeParser('text/plain')

  await setHeaders(app)
  checkHost(app, { boundTo: options.boundTo ?? '127.0.0.1', allowedHosts: options.allowedHosts ?? [] })
  await limitRates(app, limits)
  await app.register(cookie)
  enforceAccess(app, options.useCases, limits)
  const methodsOf = rememberMethods(app)
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async (request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const methods = methodsOf(path)
    if (methods.length === 0) throw new ApiError('no-such-path', `there is nothing at ${path}`, 'the API is described at /docs.')
    reply.header('allow', methods.join(', '))
    throw new ApiError('wrong-method', `${path} has no ${request.method}, it has ${methods.join(' and ')}`)
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug(
      { method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime), actor: request.actor?.name },
      'served',
    )
  })

  await describeApi(app, options.version)
  await app.register(async (scope) => {
    for (const register of routes) register(scope, { useCases: options.useCases, limits, heartbeatMs: options.heartbeatMs ?? 15_000 })
  })
  await servePage(app, options.webRoot)
  return app
}
