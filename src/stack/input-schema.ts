import { z } from 'zod'

/** The parts of JSON Schema (draft 7) that zod writes and that we read. */
export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly [keyword: string]: unknown
}

const known = new WeakMap<z.ZodType, JsonSchema>()

/** The JSON Schema of what people write for a zod schema: its input, before defaults and transforms. Objects are closed unless they are loose. */
export function inputSchemaOf(schema: z.ZodType): JsonSchema {
  const cached = known.get(schema)
  if (cached) return cached
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'object' && jsonSchema.properties) jsonSchema.additionalProperties ??= false
      // zod writes the limits of safe integers to every integer: noise to people.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as JsonSchema
  known.set(schema, made)
  return made
}
