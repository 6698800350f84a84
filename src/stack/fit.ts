import type { z } from 'zod'
import type { Json } from '../base/json.ts'
import { nearest } from '../base/nearest.ts'
import { complain, describeFound, labelOf, oneOf, valueAt } from './complaint.ts'
import type { Complaint, Path } from './complaint.ts'
import { inputSchemaOf } from './input-schema.ts'
import type { JsonSchema } from './input-schema.ts'
import { expectedWords } from './issue-words.ts'
import { holdsReference } from './reference.ts'
import { fittingBranch, unknownKeys } from './unknown-keys.ts'

export type Fit<Output> = { readonly data: Output | undefined; readonly complaints: readonly Complaint[] }

/**
 * Checks a value against a zod schema: every unknown key, every missing one, every value that isn't what was expected. Strings that still hold
 * a reference are let through wherever a string may stand, since what they turn out to be is not known yet; `data` is undefined then.
 */
export function fit<Output>(schema: z.ZodType<Output>, value: Json | undefined, path: Path): Fit<Output> {
  const shape = inputSchemaOf(schema)
  const strange = unknownKeys(shape, value, path)
  const result = parse(schema, value)
  if (result === 'undecided') return { data: undefined, complaints: strange }
  if (result.success) return { data: result.data, complaints: strange }
  const complaints = result.error.issues.flatMap((issue) => complaintsOf(issue, { shape, value, path }))
  // A misspelt key is one mistake, not an unknown key and a missing one.
  const meant = new Set(strange.map((one) => labelOf([...one.path.slice(0, -1), one.meant ?? ''])))
  return { data: undefined, complaints: [...strange, ...complaints.filter((one) => one.at !== 'missing' || !meant.has(labelOf(one.path)))] }
}

function parse<Output>(schema: z.ZodType<Output>, value: Json | undefined) {
  try {
    return schema.safeParse(value, { error: expectedWords })
  } catch (error) {
    // A transform that can't bear a reference: the schema is asked again once the reference is replaced.
    if (holdsReferenceDeep(value)) return 'undecided'
    throw error
  }
}

type Context = { readonly shape: JsonSchema; readonly value: Json | undefined; readonly path: Path }

function complaintsOf(issue: z.core.$ZodIssue, context: Context): Complaint[] {
  const inner = issue.path.map(String)
  const path = [...context.path, ...inner]
  const found = valueAt(context.value, inner)
  if (issue.code === 'unrecognized_keys' || mayTurnOutFine(issue, found)) return []
  if (found === undefined && inner.length > 0) return [missing(inner, context)]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionComplaints(issue, found, path, context)
  if (issue.code === 'invalid_key')
    return [complain(path, `${issue.issues[0]!.message}, found ${describeFound(inner.at(-1))}`, { at: 'key' })]
  const text = /\bfound\b/.test(issue.message) ? issue.message : `${issue.message}, found ${describeFound(found, path.at(-1))}`
  return [complain(path, text, { hint: hintOf(issue, found) })]
}

/** A string with a reference in it is only wrong where no string can stand. */
function mayTurnOutFine(issue: z.core.$ZodIssue, found: Json | undefined): boolean {
  if (issue.code === 'custom' && typeof found === 'object') return holdsReferenceDeep(found)
  if (typeof found !== 'string' || !holdsReference(found)) return false
  if (issue.code === 'invalid_union')
    return issue.errors.length === 0 || issue.errors.some((branch) => branch.every((one) => mayTurnOutFine(one, found)))
  // z.coerce.number() takes a string, and finds no number in it yet.
  return issue.code !== 'invalid_type' || ('received' in issue && issue.received === 'NaN')
}

/** What is wrong with the alternative that comes closest; when none of them takes such a value at all, what all of them take. */
function unionComplaints(issue: z.core.$ZodIssueInvalidUnion, found: Json | undefined, path: Path, context: Context): Complaint[] {
  const types = issue.errors.map((branch) => branch.find((one) => one.path.length === 0 && one.code !== 'unrecognized_keys'))
  if (types.every((one) => one !== undefined)) {
    const words = [
      ...new Set(types.flatMap((one) => (one.code === 'custom' ? [one.message] : one.message.replace(/^expected /, '').split(/, | or /)))),
    ]
    return [
      complain(path, `expected ${oneOf(words).replace(/^expected /, '')}, found ${describeFound(found, path.at(-1))}`, {
        hint: nearHint(found, words),
      }),
    ]
  }
  const inner = path.slice(context.path.length)
  const shape = fittingBranch(shapeAt(context.shape, context.value, inner), found)
  const nested = issue.errors
    .filter((_, index) => types[index] === undefined)
    .map((branch) => branch.flatMap((one) => complaintsOf(one, { shape, value: found, path })))
    .map((complaints) => ({ complaints, missing: complaints.filter(({ at }) => at === 'missing').length }))
  return nested.toSorted((a, b) => a.missing - b.missing || a.complaints.length - b.complaints.length)[0]!.complaints
}

function missing(inner: Path, context: Context): Complaint {
  const key = inner.at(-1)!
  const parent = [...context.path, ...inner.slice(0, -1)]
  const description = shapeAt(context.shape, context.value, inner).description
  return { ...complain(parent, `${key} is missing`, { at: 'missing', hint: description }), path: [...parent, key] }
}

/** The schema of the value at a path, as far as it is known. */
function shapeAt(shape: JsonSchema, value: Json | undefined, path: Path): JsonSchema {
  const [key, ...rest] = path
  if (key === undefined) return shape
  const { properties = {}, additionalProperties, items } = fittingBranch(shape, value)
  const next = Object.hasOwn(properties, key)
    ? properties[key]
    : Array.isArray(items)
      ? (items as JsonSchema[])[Number(key)]
      : ((items as JsonSchema | undefined) ?? additionalProperties)
  return typeof next === 'object' ? shapeAt(next, valueAt(value, [key]), rest) : {}
}

function hintOf(issue: z.core.$ZodIssue, found: Json | undefined): string | undefined {
  if (issue.code === 'custom' && typeof issue.params?.['hint'] === 'string') return issue.params['hint']
  if (typeof found === 'string' && holdsReference(found)) return 'a reference stands for text: this value has to be written out.'
  if (issue.code === 'invalid_type' && typeof found === 'string' && /^(true|false|-?\d+(\.\d+)?)$/.test(found))
    return 'leave the quotes away.'
  if (issue.code === 'invalid_value') return nearHint(found, issue.values.map(String))
  return undefined
}

function nearHint(found: Json | undefined, words: readonly string[]): string | undefined {
  const meant = typeof found === 'string' ? nearest(found, words) : null
  return meant === null ? undefined : `did you mean ${meant}?`
}

function holdsReferenceDeep(value: Json | undefined): boolean {
  if (typeof value === 'string') return holdsReference(value)
  return typeof value === 'object' && value !== null && Object.values(value).some((item: Json | undefined) => holdsReferenceDeep(item))
}
