import { readFileSync, statSync } from 'node:fs'
import { UserError } from '../base/errors.ts'
import type { Problem } from '../base/errors.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { piecesOf } from './reference.ts'
import type { Reference } from './reference.ts'

/** A secret is a key or a password; what is larger is another file. */
const largestFileBytes = 65_536

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Puts environment variables and files in the place of their references. `secrets` is everything that came from there: hand it to `redact` with
 * all that is logged, shown or stored. Throws one UserError that names every variable and file that isn't to be had; it holds no value of any.
 */
export function resolveSecrets<Value extends JsonObject>(
  config: Value,
  env: Environment,
): { readonly value: Value; readonly secrets: readonly string[] } {
  const found = new Map<string, string>()
  const problems = new Map<string, Problem>()

  const lookUp = (reference: Reference): string => {
    const key = reference.kind === 'env' ? reference.name : `file:${reference.path}`
    const known = found.get(key)
    if (known !== undefined) return known
    const answer = reference.kind === 'env' ? readVariable(reference.name, env) : readSecretFile(reference.path)
    if (typeof answer === 'string') found.set(key, answer)
    else problems.set(key, answer)
    return typeof answer === 'string' ? answer : ''
  }
  const resolve = (value: Json | undefined): Json | undefined => {
    if (typeof value === 'string')
      return value.includes('${')
        ? piecesOf(value)
            .map((piece) => ('reference' in piece ? lookUp(piece.reference) : 'text' in piece ? piece.text : piece.broken))
            .join('')
        : value
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map((item: Json) => resolve(item) as Json)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]))
  }

  const value = resolve(config) as Value
  if (problems.size > 0) {
    const [first] = problems.values()
    if (problems.size === 1)
      throw new UserError(first!.message, { code: 'not-available', ...(first!.hint === undefined ? {} : { hint: first!.hint }) })
    throw new UserError(`${problems.size} references can't be resolved`, { code: 'not-available', problems: [...problems.values()] })
  }
  return { value, secrets: [...new Set(found.values())] }
}

function readVariable(name: string, env: Environment): string | Problem {
  const value = env[name]
  if (value !== undefined && value !== '') return value
  const state = value === undefined ? 'is not set' : 'is set, but empty'
  return {
    message: `environment variable ${name} ${state}`,
    hint: `set ${name} where upkeep starts, or put the value into a file and refer to it as \${file:/path}.`,
  }
}

function readSecretFile(path: string): string | Problem {
  try {
    const { size } = statSync(path)
    if (size > largestFileBytes) return { message: `secret file ${path} has ${size} bytes, more than ${largestFileBytes}` }
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    return text === '' ? { message: `secret file ${path} is empty` } : text
  } catch (error) {
    return {
      message: `secret file ${path} can't be read: ${causeOf(error)}`,
      hint: 'check the path, and that the user who runs upkeep may read it.',
    }
  }
}

function causeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  return { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a folder' }[code ?? ''] ?? String(code)
}
