import type { Json, JsonObject } from '../../base/json.ts'
import { printable } from '../../base/printable.ts'

/** A value in a service's JSON answer, or why there is none. */
export type Field = { readonly value: null | boolean | number | string } | { readonly missing: string }

const longest = 200

/** Reads fields by their dotted paths (`data.0.last_updated`) from the text of an answer. Only these few values become evidence, never a whole body. */
export function readFields(body: string, paths: readonly string[]): Readonly<Record<string, Field>> {
  const document = parseJson(body)
  return Object.fromEntries(paths.map((path) => [path, document ? readField(document.json, path) : { missing: 'the answer is not JSON' }]))
}

function parseJson(text: string): { readonly json: Json } | null {
  try {
    return { json: JSON.parse(text) as Json }
  } catch {
    return null
  }
}

function readField(document: Json, path: string): Field {
  let at: Json | undefined = document
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return { missing: `the answer has no field ${path}` }
    at = (at as JsonObject)[key]
  }
  if (at === undefined || (typeof at === 'object' && at !== null))
    return { missing: `${path} is ${Array.isArray(at) ? 'a list' : 'an object'}, not a single value` }
  return { value: typeof at === 'string' ? printable(at).slice(0, longest) : at }
}
