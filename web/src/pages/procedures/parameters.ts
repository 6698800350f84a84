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

function typeOf(schema: { readonly [key: string]: unknown }): string {
  const either = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(either)) return [...new Set(either.map((one) => (isObject(one) ? typeOf(one) : 'any')))].join(' or ')
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' or ')
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (schema['type'] === 'array') return `list of ${isObject(schema['items']) ? typeOf(schema['items']) : 'any'}`
  const range = [
    typeof schema['minimum'] === 'number' && Math.abs(schema['minimum']) < Number.MAX_SAFE_INTEGER ? `from ${schema['minimum']}` : null,
    typeof schema['maximum'] === 'number' && schema['maximum'] < Number.MAX_SAFE_INTEGER ? `to ${schema['maximum']}` : null,
  ]
  return [
    Array.isArray(schema['type']) ? schema['type'].join(' or ') : typeof schema['type'] === 'string' ? schema['type'] : 'any',
    ...range,
  ]
    .filter((part) => part !== null)
    .join(' ')
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
