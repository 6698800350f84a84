import { expect, test } from 'vitest'
import { parametersOf } from './parameters.ts'

test('each parameter has its type, range, default, and whether it must be given', () => {
  const schema = {
    type: 'object',
    required: ['rows', 'kind'],
    properties: {
      rows: { type: 'integer', minimum: 0, maximum: 9_007_199_254_740_991, default: 5000, description: 'How many.' },
      wait: { type: 'string', unit: 'duration' },
      kind: { enum: ['a', 'b'] },
      tables: { type: 'array', items: { type: 'string' } },
      limits: { type: 'object', properties: { disk: { anyOf: [{ type: 'string' }, { type: 'number' }] } } },
    },
  }
  expect(parametersOf(schema)).toEqual([
    { name: 'rows', type: 'whole number from 0', required: false, default: '5000', description: 'How many.' },
    { name: 'wait', type: 'duration', required: false, default: null, description: null },
    { name: 'kind', type: 'one of a, b', required: true, default: null, description: null },
    { name: 'tables', type: 'list of text', required: false, default: null, description: null },
    { name: 'limits.disk', type: 'text or number', required: false, default: null, description: null },
  ])
})

test('a schema without properties has no parameters', () => {
  expect(parametersOf({ type: 'object' })).toEqual([])
  expect(parametersOf(null)).toEqual([])
})
