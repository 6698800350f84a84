import { expect, test } from 'vitest'
import { openApiTypes } from './openapi-types.ts'

const withAnswer = (schema: object) =>
  openApiTypes({ paths: { '/api/x': { get: { responses: { 200: { content: { 'application/json': { schema: { ...schema } } } } } } } } })

test('an object keeps which of its fields are required, and their descriptions', () => {
  const made = withAnswer({
    type: 'object',
    required: ['a'],
    properties: { a: { type: 'string', description: 'ends */ here' }, 'b-c': { type: ['number', 'null'] } },
  })
  expect(made).toContain('/** ends *\\/ here */\n')
  expect(made).toContain('a: string\n')
  expect(made).toContain('"b-c"?: number | null\n')
})

test('enums, constants and alternatives become unions, each member once', () => {
  expect(withAnswer({ anyOf: [{ enum: ['on', 'off'] }, { const: 'due' }, { type: 'null' }, { type: 'null' }] })).toContain(
    '"application/json": "on" | "off" | "due" | null',
  )
})

test('path parameters are always required, query parameters only when the document says so', () => {
  const made = openApiTypes({
    paths: {
      '/api/x/{id}': {
        post: {
          parameters: [
            { name: 'id', in: 'path', schema: { type: 'string' } },
            { name: 'limit', in: 'query', schema: { type: 'integer' } },
          ],
          responses: { 204: {} },
        },
      },
    },
  })
  expect(made).toMatch(/path: \{\s+id: string\s+\}/)
  expect(made).toMatch(/query\?: \{\s+limit\?: number\s+\}/)
  expect(made).toMatch(/204: \{\s+content\?: never\s+\}/)
})

test('an array of alternatives is an array of the union, not a union with an array', () => {
  expect(withAnswer({ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } })).toContain('(string | number)[]')
})

test('a schema that it does not know is refused with its place', () => {
  expect(() => withAnswer({ type: 'object', properties: { odd: { type: 'tuple' } } })).toThrow(
    'get /api/x 200.odd: the schema type "tuple" is not known',
  )
  expect(() => withAnswer({ $ref: 'other.json#/Thing' })).toThrow(
    'get /api/x 200: the reference other.json#/Thing leads out of components/schemas',
  )
})

test('named schemas are referred to by name', () => {
  const made = openApiTypes({
    paths: {
      '/api/x': { get: { responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Run' } } } } } } },
    },
    components: { schemas: { Run: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } } },
  })
  expect(made).toContain('"application/json": components[\'schemas\']["Run"]')
  expect(made).toMatch(/export type components = \{\s+schemas: \{\s+Run: \{\s+id: string/)
})
