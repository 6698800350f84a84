import { cadenceForms } from './cadence-forms.ts'
import { inputSchemaOf } from './input-schema.ts'
import type { JsonSchema } from './input-schema.ts'
import { stackFileSchema } from './schema.ts'

/** One field of a stack file, for its page in the docs. NAME in a path stands for a name that the owner chooses. */
export type FieldDoc = {
  readonly path: string
  /** `text`, `duration`, `one of auto, approve, sign-off` ... */
  readonly type: string
  readonly required: boolean
  readonly default: string | null
  readonly meaning: string
}

/** Every field of a stack file in the order of the file, from the schema that checks it. What targets and `with` hold is on the pages of kinds and procedures. */
export function stackFieldDocs(): readonly FieldDoc[] {
  return fieldsOf(inputSchemaOf(stackFileSchema), '')
}

/** Every way to write a cadence. */
export function cadenceDocs(): readonly { readonly shape: string; readonly example: string; readonly meaning: string }[] {
  return [
    ...cadenceForms.map(({ shape, example, meaning }) => ({ shape, example, meaning })),
    {
      shape: 'MINUTE HOUR DAY MONTH WEEKDAY, or SECOND before them',
      example: '0 3 1 1,4,7,10 *',
      meaning: 'A cron expression. When both the day and the weekday are given, either is enough; L is the last day, as in 0 3 L * *.',
    },
  ]
}

function fieldsOf(schema: JsonSchema, prefix: string): FieldDoc[] {
  const branches = schema.anyOf ?? [schema]
  return branches.flatMap((branch) =>
    Object.entries(branch.properties ?? {}).flatMap(([key, field]) => {
      const path = prefix + key
      const others = typeof field.additionalProperties === 'object' ? field.additionalProperties : null
      return [
        {
          path,
          type: typeOf(field),
          required: branch.required?.includes(key) ?? false,
          default: defaultOf(field),
          meaning: field.description ?? '',
        },
        ...(others && key !== 'with' ? fieldsOf(others, `${path}.NAME.`) : []),
      ]
    }),
  )
}

function typeOf(field: JsonSchema): string {
  if (typeof field['unit'] === 'string') return field['unit']
  if (field.enum) return `one of ${field.enum.join(', ')}`
  if (field.type === 'array') return `list of ${typeOf(field.items as JsonSchema)}`
  return (
    { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', object: 'mapping' }[String(field.type)] ??
    'value'
  )
}

function defaultOf({ default: value }: JsonSchema): string | null {
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
