import type { Json, JsonObject } from '../base/json.ts'
import { isSecretName } from '../base/redact.ts'

/** Keys and indices from the root of a file to a value. */
export type Path = readonly string[]

/** Something wrong at a path: with the value there, with its key, or (`missing`) with what isn't there. */
export type Complaint = {
  readonly path: Path
  readonly at: 'key' | 'value' | 'missing'
  readonly message: string
  readonly hint?: string | undefined
  /** The key that an unknown one was meant to be. */
  readonly meant?: string
}

/** `guide.vacuum.with.tables[0]` */
export const labelOf = (path: Path): string =>
  path.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')

/** Puts the path before the words, so that a list of complaints reads well without the file at hand. */
export function complain(path: Path, message: string, options: { at?: Complaint['at']; hint?: string | undefined } = {}): Complaint {
  return { path, at: options.at ?? 'value', message: path.length === 0 ? message : `${labelOf(path)}: ${message}`, hint: options.hint }
}

/** A value in a message: short, and never a secret. `key` is the name of the field that holds it. */
export function describeFound(value: Json | undefined, key = ''): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (isSecretName(key)) return 'a value that is not shown here'
  if (typeof value !== 'string') return String(value)
  if (/:\/\/[^/\s]*:[^/\s]*@/.test(value)) return 'an address with a password in it'
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value)
}

export const asObject = (value: Json | undefined): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null

export const asText = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

/** The value at a path, or undefined where there is none. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as JsonObject)[key] : undefined),
    value,
  )
}

/** `a`, `a or b`, `a, b or c` */
export const oneOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
