import { isSecretName } from '../base/redact.ts'
import type { Catalogue, ConnectorEntry, ProcedureEntry } from './catalogue.ts'
import { inputSchemaOf } from './input-schema.ts'
import type { JsonSchema } from './input-schema.ts'
import { stackFileSchema } from './schema.ts'

/**
 * The JSON Schema (draft 7, which the YAML servers of editors take) of stack files: what a target holds follows from its `kind`, and what `with` holds
 * from what the task `does`. Editors complete and check with it. What it can't say, `parseStack` does: that a name refers to something that is
 * there, that a date exists, that a cadence ever comes.
 */
export function stackJsonSchema(catalogue: Catalogue): JsonSchema {
  const file = inputSchemaOf(stackFileSchema)
  const { targets, guide } = file.properties as Readonly<Record<'targets' | 'guide', JsonSchema>>
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Upkeep stack file',
    description: 'A system under care: what it consists of, and what has to be done about it, when.',
    ...file,
    properties: {
      ...file.properties,
      targets: {
        ...targets,
        additionalProperties: targetSchema(targets.additionalProperties as JsonSchema, [...catalogue.connectors.values()]),
      },
      guide: { ...guide, additionalProperties: taskSchema(guide.additionalProperties as JsonSchema, [...catalogue.procedures.values()]) },
    },
  }
}

function targetSchema(target: JsonSchema, connectors: readonly ConnectorEntry[]): JsonSchema {
  const kind = oneOfNamed(
    target.properties?.['kind'],
    connectors.map(({ kind, title, summary }) => ({ const: kind, title, description: summary })),
  )
  return {
    ...target,
    properties: { kind },
    allOf: connectors.map(({ kind, config }) => where('kind', kind, withKey('kind', withReferences(inputSchemaOf(config))))),
  }
}

function taskSchema(task: JsonSchema, procedures: readonly ProcedureEntry[]): JsonSchema {
  const does = oneOfNamed(
    task.properties?.['does'],
    procedures.map(({ name, title, summary }) => ({ const: name, title, description: summary })),
  )
  return {
    ...task,
    properties: { ...task.properties, does },
    allOf: procedures.map((procedure) => where('does', procedure.name, taskOf(procedure))),
  }
}

/** What follows for a task from the procedure that it does. */
function taskOf(procedure: ProcedureEntry): JsonSchema {
  const params = withReferences(inputSchemaOf(procedure.params))
  return {
    properties: {
      with: params,
      policy: { enum: procedure.kind === 'sign-off' ? ['sign-off'] : ['auto', 'approve'] },
      ...(procedure.target === null ? { target: false as unknown as JsonSchema } : {}),
    },
    required: [...(procedure.target === null ? [] : ['target']), ...((params.required?.length ?? 0) > 0 ? ['with'] : [])],
  }
}

/** `consequence` holds where `key` is `value`. */
const where = (key: string, value: string, consequence: JsonSchema): JsonSchema => ({
  if: { properties: { [key]: { const: value } }, required: [key] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: consequence,
})

const oneOfNamed = (base: JsonSchema | undefined, names: readonly JsonSchema[]): JsonSchema => ({
  ...base,
  ...(names.length > 0 ? { oneOf: names } : {}),
})

/** Lets a key stand beside those of a closed object, in each of its alternatives. */
function withKey(key: string, schema: JsonSchema): JsonSchema {
  const each = (branches: readonly JsonSchema[] | undefined) => branches?.map((branch) => withKey(key, branch))
  return defined({
    ...schema,
    properties: schema.properties && { [key]: {}, ...schema.properties },
    anyOf: each(schema.anyOf),
    oneOf: each(schema.oneOf),
    allOf: each(schema.allOf),
  })
}

/** A reference may stand wherever text may, whatever else is asked of the text; a secret has to be one. */
function withReferences(schema: JsonSchema, name = ''): JsonSchema {
  const each = (branches: readonly JsonSchema[] | undefined) => branches?.map((branch) => withReferences(branch, name))
  const { items, additionalProperties: others } = schema
  const inner = defined({
    ...schema,
    properties:
      schema.properties &&
      Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, withReferences(property, key)])),
    additionalProperties: typeof others === 'object' ? withReferences(others, name) : others,
    items: Array.isArray(items) ? each(items as readonly JsonSchema[]) : items && withReferences(items as JsonSchema, name),
    anyOf: each(schema.anyOf),
    oneOf: each(schema.oneOf),
    allOf: each(schema.allOf),
  })
  return inner.type === 'string' ? textWithReferences(inner, name) : inner
}

const reference: JsonSchema = {
  type: 'string',
  pattern: '\\$\\{',
  patternErrorMessage: 'write ${NAME} for an environment variable or ${file:/path} for a file',
}
const constraints = ['pattern', 'format', 'minLength', 'maxLength', 'enum']

function textWithReferences(schema: JsonSchema, name: string): JsonSchema {
  if (isSecretName(name)) return { ...pick(schema, (key) => !constraints.includes(key)), ...reference }
  if (!constraints.some((key) => key in schema)) return schema
  const outer = pick(schema, (key) => key !== 'type' && !constraints.includes(key))
  return { ...outer, anyOf: [pick(schema, (key) => key === 'type' || constraints.includes(key)), reference] }
}

const pick = (schema: JsonSchema, wanted: (key: string) => boolean): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => wanted(key)))

/** Without the keywords that are undefined. */
const defined = (schema: JsonSchema): JsonSchema => pick(schema, (key) => schema[key] !== undefined)
