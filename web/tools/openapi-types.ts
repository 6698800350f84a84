/**
 * OpenAPI 3.1 -> the `paths` type that openapi-fetch reads. Ours, because openapi-typescript wants TypeScript 5's JavaScript API as a peer,
 * which can't be installed beside TypeScript 7. What it doesn't know it refuses, by name and place, rather than calling it `any`.
 */

type Schema = { readonly [key: string]: unknown }
type Operation = {
  readonly summary?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: Schema
    readonly description?: string
  }[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: { readonly [status: string]: { readonly content?: Content } }
}
type Content = { readonly [media: string]: { readonly schema?: Schema } }
export type OpenApiDocument = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components?: { readonly schemas?: { readonly [name: string]: Schema } }
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

/** The whole generated module, the same text for the same document. */
export function openApiTypes(document: OpenApiDocument): string {
  const schemas = Object.entries(document.components?.schemas ?? {})
  const named =
    schemas.length === 0
      ? []
      : [
          '',
          `export type components = ${block([['schemas', block(schemas.map(([name, schema]) => [key(name), typeOf(schema, `components.${name}`)]))]])}`,
        ]
  const paths = Object.entries(document.paths).map(([path, item]): Entry => [
    key(path),
    block(methods.filter((method) => item[method]).map((method) => [method, operation(item[method]!, `${method} ${path}`)])),
  ])
  return [
    '// Made by web/tools/generate.ts from the OpenAPI document of the API. Not to be edited.',
    '',
    `export type paths = ${block(paths)}`,
    ...named,
    '',
  ].join('\n')
}

function operation(op: Operation, place: string): string {
  const parameters = (['path', 'query', 'header'] as const).flatMap((where): Entry[] => {
    const mine = (op.parameters ?? []).filter((one) => one.in === where)
    if (mine.length === 0) return []
    const required = mine.some((one) => one.required || where === 'path')
    const fields = mine.map((one): Entry => [
      key(one.name, one.required || where === 'path'),
      typeOf(one.schema, `${place} ${where} ${one.name}`),
      one.description,
    ])
    return [[required ? where : `${where}?`, block(fields)]]
  })
  const body = op.requestBody
  const required = parameters.some(([name]) => !name.endsWith('?'))
  return block([
    [required ? 'parameters' : 'parameters?', block(parameters)],
    ...(body
      ? [[body.required === false ? 'requestBody?' : 'requestBody', block([['content', content(body.content, `${place} body`)]])] as Entry]
      : []),
    [
      'responses',
      block(
        Object.entries(op.responses).map(([status, answer]) => [
          key(status.toUpperCase().replace('DEFAULT', 'default')),
          block([[answer.content ? 'content' : 'content?', answer.content ? content(answer.content, `${place} ${status}`) : 'never']]),
        ]),
      ),
    ],
  ])
}

const content = (all: Content, place: string): string =>
  block(Object.entries(all).map(([media, { schema }]) => [key(media), typeOf(schema ?? {}, place)]))

function typeOf(schema: Schema, place: string): string {
  if (typeof schema['$ref'] === 'string') return reference(schema['$ref'], place)
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map((value) => JSON.stringify(value)))
  const either = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(either)) return union(either.map((one: Schema) => typeOf(one, place)))
  if (Array.isArray(schema['allOf'])) return schema['allOf'].map((one: Schema) => typeOf(one, place)).join(' & ')
  const kinds = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  return union([...kinds.map((kind) => typeOfKind(kind, schema, place)), ...(schema['nullable'] === true ? ['null'] : [])])
}

function typeOfKind(kind: unknown, schema: Schema, place: string): string {
  switch (kind) {
    case 'string':
      return 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `(${typeOf((schema['items'] ?? {}) as Schema, `${place}[]`)})[]`
    case 'object':
      return object(schema, place)
    case undefined:
      return 'unknown'
    default:
      throw new Error(`${place}: the schema type ${JSON.stringify(kind)} is not known to web/tools/openapi-types.ts`)
  }
}

function object(schema: Schema, place: string): string {
  const required = new Set((schema['required'] as string[] | undefined) ?? [])
  const fields = Object.entries((schema['properties'] ?? {}) as { [name: string]: Schema })
  const rest = schema['additionalProperties']
  if (fields.length === 0)
    return `{ [key: string]: ${rest !== null && typeof rest === 'object' ? typeOf(rest as Schema, `${place}{}`) : 'unknown'} }`
  return block(
    fields.map(([name, field]): Entry => [
      key(name, required.has(name)),
      typeOf(field, `${place}.${name}`),
      field['description'] as string | undefined,
    ]),
  )
}

function reference(ref: string, place: string): string {
  const name = /^#\/components\/schemas\/(.+)$/.exec(ref)?.[1]
  if (name === undefined) throw new Error(`${place}: the reference ${ref} leads out of components/schemas`)
  return `components['schemas'][${JSON.stringify(name)}]`
}

type Entry = readonly [name: string, type: string, description?: string | undefined]

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ')
const key = (name: string, required = true): string =>
  (/^(?:[A-Za-z_$][\w$]*|[1-5]\d\d)$/.test(name) ? name : JSON.stringify(name)) + (required ? '' : '?')

function block(entries: readonly Entry[]): string {
  if (entries.length === 0) return '{}'
  const lines = entries.flatMap(([name, type, description]) => [
    ...(description ? [`/** ${description.replaceAll('*/', '*\\/')} */`] : []),
    `${name}: ${type}`,
  ])
  return `{\n${lines.join('\n').replaceAll(/^/gm, '  ')}\n}`
}
