import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Access } from './auth.ts'
import { tidyOpenApi } from './openapi-tidy.ts'
import './schema-names.ts'

const description = `Everything that the command line does. Lists are arrays; times are ISO 8601 in UTC.
Roles: viewer < operator < admin; each route names the lowest that may call it.
A wrong method is answered with 405, an unknown path with 404, and every error with \`{ "error": { "code", "message", "hint" } }\`.`

/** The OpenAPI 3.1 document at /docs/json and its page at /docs. Both are public: they say how the API is used, and nothing of what it holds. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Upkeep', version, description },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'A token of `upkeep tokens create`.' },
          session: { type: 'apiKey', in: 'cookie', name: 'upkeep_PORT', description: 'Set by POST /api/session.' },
        },
      },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input)
      return { schema: withRole(schema, input.route.config?.access), url }
    },
    transformObject: (document) => tidyOpenApi(jsonSchemaTransformObject(document)),
  })
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => void (route.config = { ...route.config, access: 'public' }))
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'Upkeep API' },
      uiConfig: { deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0, validatorUrl: null },
    })
  })
}

const withRole = (schema: FastifySchema, access: Access | undefined): FastifySchema => {
  if (access === undefined || access === 'public') return schema
  const described = [schema.description, `Role: ${access}.`].filter(Boolean).join('\n\n')
  return { ...schema, description: described, security: [{ bearer: [] }, { session: [] }] as Record<string, string[]>[] }
}
