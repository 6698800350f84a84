import type { Operation } from './open-api-document.ts'
import { openApiDocument } from './open-api-document.ts'
import type { Page } from './page.ts'
import { page } from './page.ts'
import { schemaTable, table, valueOf } from './schema-table.ts'
import type { Schema } from './schema-table.ts'

type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

/** The HTTP API for reading; what a program reads is the OpenAPI document itself. */
export async function apiPage(): Promise<Page> {
  const document = await openApiDocument()
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  return page(
    'api.md',
    '# HTTP API',
    document.info.description ?? null,
    'A running Upkeep shows it at `/docs`, to try out, and serves the OpenAPI document at `/docs/json`. Errors are listed in [errors.md](errors.md).',
    table(
      ['request', 'what it does'],
      routes.map(({ method, path, operation }) => [`[\`${method} ${path}\`](#${anchorOf(method, path)})`, operation.summary ?? '']),
    ),
    ...routes.flatMap(describeRoute),
    '# Shapes',
    ...Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) => describeShape(name, schema)),
  )
}

function describeRoute({ method, path, operation }: Route): readonly (string | null)[] {
  const parameters = operation.parameters ?? []
  return [
    `## ${method} ${path}`,
    sentences(operation.summary, operation.description),
    parameters.length === 0
      ? null
      : table(
          ['parameter', 'in', 'value', 'default', 'meaning'],
          parameters.map((parameter) => [
            `\`${parameter.name}\``,
            parameter.in,
            valueOf(parameter.schema),
            parameter.required ? '**required**' : parameter.schema.default === undefined ? '' : `\`${JSON.stringify(parameter.schema.default)}\``,
            parameter.description ?? parameter.schema.description ?? '',
          ]),
        ),
    describeBody(operation),
    ...Object.entries(operation.responses)
      .filter(([status]) => !/^[45]XX$/.test(status))
      .map(([status, { description, content }]) => `Answers ${status}${describeContent(content)}${description ? ` ${description}` : ''}`),
  ]
}

const sentences = (...texts: readonly (string | undefined)[]): string =>
  texts
    .filter((text) => text !== undefined)
    .map((text) => (/[.?!:]$/.test(text.trim()) ? text : `${text}.`))
    .join(' ')

function describeBody({ requestBody }: Operation): string | null {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return null
  const object = schema.anyOf?.find((one) => one.properties !== undefined) ?? schema
  const fields = schemaTable(object)
  return fields === null ? null : `Body:\n\n${fields}`
}

function describeContent(content: Operation['responses'][string]['content']): string {
  const [type, media] = Object.entries(content ?? {})[0] ?? []
  if (type === undefined) return '.'
  return type === 'application/json' && media?.schema !== undefined ? ` with ${valueOf(media.schema)}.` : ` with \`${type}\`.`
}

const describeShape = (name: string, schema: Schema): readonly (string | null)[] => [
  `## ${name}`,
  schema.description ?? null,
  schemaTable(schema) ?? `${valueOf(schema)}.`,
]

/** As the usual renderers make anchors of headings: lower case, spaces to hyphens, punctuation gone. */
const anchorOf = (method: string, path: string): string =>
  `${method} ${path}`
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
