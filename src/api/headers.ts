import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** Everything comes from here and nothing runs inline; styles may be inline, because the page's component library sets them so. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
}

export async function setHeaders(app: FastifyInstance): Promise<void> {
  // HSTS below: only where HTTPS is spoken, and never for the other hosts of the domain.
  await app.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=15552000')
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store')
  })
}
