export type Parameter = {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly default: string | null
  readonly description: string | null
}

/** The parameters that a procedure's JSON Schema tells of, nested ones as `limits.disk`. A schema of another form gives none. */
export function parametersOf(schema: unknown, prefix = ''): readonly Parameter[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return []
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(schema['properties']).flatMap(([name, given]): readonly Parameter[] => {
    if (!isObject(given)) return []
    const path = `${prefix}${name}`
    const inner = parametersOf(given, `${path}.`)
    const own: Parameter = {
      name: path,
      type: typeOf(given),
      required: required.includes(name) && !('default' in given),
      default: 'default' in given ? words(given['default']) : null,
      description: typeof given['description'] === 'string' ? given['description'] : null,
    }
    return inner.length > 0 && own.description === null ? inner : [own, ...inner]
  })
}

const words = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : JSON.stringify(value))

/** In the words of the documentation. */
const typeWords: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'mapping',
}

function typeOf(schema: { readonly [key: string]: unknown }): string {
  if (typeof schema['unit'] === 'string') return schema['unit']
  const either = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(either)) return [...new Set(either.map((one) => (isObject(one) ? typeOf(one) : 'any')))].join(' or ')
  if (Array.isArray(schema['enum'])) return `one of ${schema['enum'].join(', ')}`
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (schema['type'] === 'array') return `list of ${isObject(schema['items']) ? typeOf(schema['items']) : 'any'}`
  const range = [
    typeof schema['minimum'] === 'number' && Math.abs(schema['minimum']) < Number.MAX_SAFE_INTEGER ? `from ${schema['minimum']}` : null,
    typeof schema['maximum'] === 'number' && schema['maximum'] < Number.MAX_SAFE_INTEGER ? `to ${schema['maximum']}` : null,
  ]
  const types = [schema['type']].flat().map((type) => (typeof type === 'string' ? (typeWords[type] ?? type) : 'any'))
  return [types.join(' or '), ...range].filter((part) => part !== null).join(' ')
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
