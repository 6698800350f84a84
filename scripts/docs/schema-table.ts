/** The parts of a JSON Schema that our zod schemas use, as z.toJSONSchema writes them. */
export type Schema = {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema | boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  /** Of our own schemas: `duration` and `size`. */
  readonly unit?: string
  readonly $ref?: string
}

/** A Markdown table of an object's fields, nested ones as `outer.inner`; null when it has none. */
export function schemaTable(schema: Schema): string | null {
  const rows = fieldsOf(schema, '')
  if (rows.length === 0) return null
  return table(
    ['field', 'value', 'default', 'meaning'],
    rows.map(({ path, field, required }) => [`\`${path}\``, valueOf(field), defaultOf(field, required), oneLine(field.description ?? '')]),
  )
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

type Row = { readonly path: string; readonly field: Schema; readonly required: boolean }

function fieldsOf(schema: Schema, prefix: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name
    return [{ path, field, required: schema.required?.includes(name) ?? false }, ...fieldsOf(innerObject(field), path + (isList(field) ? '[].' : '.'))]
  })
}

const isList = (field: Schema): boolean => field.type === 'array'
/** The object whose fields get rows of their own: the field itself, or what a list is made of. */
const innerObject = (field: Schema): Schema => (isList(field) && typeof field.items === 'object' ? field.items : field)

/** What may stand there, in words: `duration`, `one of a, b`, `list of text`, `1 to 100`. */
export function valueOf(schema: Schema): string {
  if (schema.unit !== undefined) return schema.unit
  if (schema.$ref !== undefined) return linkTo(schema.$ref)
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return schema.enum.length === 1 ? code(schema.enum[0]) : `one of ${schema.enum.map(code).join(', ')}`
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return [...new Set(alternatives.map(valueOf))].join(' or ')
  if (schema.allOf !== undefined) return schema.allOf.map(valueOf).join(' and ')
  switch (schema.type) {
    case 'array':
      return `list of ${typeof schema.items === 'object' ? valueOf(schema.items) : 'anything'}`
    case 'object':
      return typeof schema.additionalProperties === 'object' && schema.properties === undefined
        ? `names with ${valueOf(schema.additionalProperties)}`
        : 'fields below'
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${boundsOf(schema)}`
    case 'boolean':
      return '`true` or `false`'
    case 'string':
      return 'text'
    case 'null':
      return '`null`'
    default:
      return 'anything'
  }
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  // zod bounds every integer by what a double can hold: says nothing to a reader.
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (exclusiveMinimum !== undefined && most !== undefined) return ` over ${exclusiveMinimum}, at most ${most}`
  if (exclusiveMinimum !== undefined) return ` over ${exclusiveMinimum}`
  if (least !== undefined) return ` from ${least}`
  if (exclusiveMaximum !== undefined) return ` under ${exclusiveMaximum}`
  return most === undefined ? '' : ` at most ${most}`
}

function defaultOf(field: Schema, required: boolean): string {
  if (field.default !== undefined) return code(field.default)
  return required ? '**required**' : ''
}

/** `#/components/schemas/Run` is the heading `Run` of the same page. */
const linkTo = (ref: string): string => {
  const name = ref.slice(ref.lastIndexOf('/') + 1)
  return `[${name}](#${name.toLowerCase()})`
}

const code = (value: unknown): string => `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``
const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')
