import type { Json, JsonObject } from '../base/json.ts'
import { nearest } from '../base/nearest.ts'
import { asObject, complain } from './complaint.ts'
import type { Complaint, Path } from './complaint.ts'
import type { JsonSchema } from './input-schema.ts'

/** Every key that a schema doesn't know, at any depth, with the nearest one that it does. A stack file is strict: a key that nobody reads is a mistake. */
export function unknownKeys(schema: JsonSchema, value: Json | undefined, path: Path): Complaint[] {
  const fitting = fittingBranch(schema, value)
  if (Array.isArray(value)) {
    const { items } = fitting
    if (items === undefined) return []
    return value.flatMap((item: Json, index) =>
      unknownKeys(Array.isArray(items) ? ((items as readonly JsonSchema[])[index] ?? {}) : (items as JsonSchema), item, [
        ...path,
        String(index),
      ]),
    )
  }
  const object = asObject(value)
  if (!object) return []
  const { properties = {}, additionalProperties = true } = fitting
  return Object.keys(object).flatMap((key) => {
    if (Object.hasOwn(properties, key)) return unknownKeys(properties[key]!, object[key], [...path, key])
    if (additionalProperties === false) return [unknownKey([...path, key], Object.keys(properties), object)]
    return additionalProperties === true ? [] : unknownKeys(additionalProperties, object[key], [...path, key])
  })
}

function unknownKey(path: Path, names: readonly string[], object: JsonObject): Complaint {
  const key = path.at(-1)!
  // { every: weekly on monday, thursday } is read as two keys, the second one empty.
  if (object[key] === null && key.includes(' '))
    return {
      ...complain(path.slice(0, -1), `unknown key ${key}`, { at: 'key', hint: 'put quotes around a value that has a comma in it.' }),
      path,
    }
  const free = names.filter((name) => !Object.hasOwn(object, name))
  const meant = nearest(key, free)
  const hint =
    meant === null ? (names.length === 0 ? 'nothing can be given here.' : `known here: ${names.join(', ')}.`) : `did you mean ${meant}?`
  return { ...complain(path.slice(0, -1), `unknown key ${key}`, { at: 'key', hint }), path, ...(meant === null ? {} : { meant }) }
}

/** Of several alternatives the one that a value comes closest to; everything of an intersection together. */
export function fittingBranch(schema: JsonSchema, value: Json | undefined): JsonSchema {
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) {
    const best = branches.toSorted((a, b) => likeness(b, value) - likeness(a, value))[0]!
    return fittingBranch(best, value)
  }
  if (!schema.allOf) return schema
  const parts = schema.allOf.map((part) => fittingBranch(part, value))
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, JsonSchema>,
    additionalProperties: parts.every((part) => part.additionalProperties === false) ? false : {},
  }
}

function likeness(schema: JsonSchema, value: Json | undefined): number {
  const object = asObject(value)
  if (Array.isArray(value)) return schema.items === undefined ? 0 : 1
  if (!object) return 0
  const properties = fittingBranch(schema, value).properties ?? {}
  return Object.entries(object).reduce((sum, [key, item]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (!property) return sum
    return sum + (property.const === undefined ? 1 : property.const === item ? 100 : -100)
  }, 0.5)
}
