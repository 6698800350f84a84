import type { Json } from '../base/json.ts'
import { isSecretName } from '../base/redact.ts'
import { complain } from './complaint.ts'
import type { Complaint, Path } from './complaint.ts'
import { piecesOf } from './reference.ts'

/**
 * References stand only where they are replaced: in the values of a target (but its kind) and of `with`. There a secret must be one: a password, a token or
 * a key that is written out is refused, and never repeated in the complaint.
 */
export function checkSecrets(value: Json, path: Path = []): Complaint[] {
  const replaced = isReplaced(path)
  if (typeof value === 'string') return replaced ? checkReplaced(value, path) : checkPlain(value, path)
  if (typeof value === 'number' && replaced && isSecretName(path.at(-1)!)) return [literalSecret(path)]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]: [string, Json | undefined]) => {
    const inner = [...path, key]
    const inKey = key.includes('${') ? [complain(inner, 'expected a reference as a value, found it in a key', { at: 'key' })] : []
    return [...inKey, ...checkSecrets(item ?? null, inner)]
  })
}

function isReplaced([top, , field, ...rest]: Path): boolean {
  if (top === 'targets') return field !== undefined && !(field === 'kind' && rest.length === 0)
  return top === 'guide' && field === 'with'
}

function checkPlain(text: string, path: Path): Complaint[] {
  if (!piecesOf(text).some((piece) => 'reference' in piece)) return []
  return [complain(path, 'expected a plain value, found a reference', { hint: 'references are for the values of targets and of with.' })]
}

function checkReplaced(text: string, path: Path): Complaint[] {
  const pieces = piecesOf(text)
  const broken = pieces.flatMap((piece) =>
    'broken' in piece
      ? [complain(path, `expected a reference such as \${NAME} or \${file:/path}, found ${piece.broken}`, { hint: piece.hint })]
      : [],
  )
  if (broken.length > 0) return broken
  // What is left when the references are taken out is written in the file itself.
  const written = pieces.map((piece) => ('text' in piece ? piece.text : '\0')).join('')
  return holdsSecret(written, path) ? [literalSecret(path)] : []
}

function holdsSecret(written: string, path: Path): boolean {
  const named = path.slice(2).some((key) => isSecretName(key))
  if (named && written.replaceAll('\0', '').trim() !== '') return !written.includes('\0')
  return inUrl.test(written) || inQuery.test(written) || inDsn.test(written)
}

/** `scheme://user:password@host` */
const inUrl = /[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@\0]+@/i
/** `?token=...` */
const inQuery = /[?&](?:password|passwd|token|access_token|secret|client_secret|api[-_]?key)=[^&\s\0]/i
/** `password=...`, as in a connection string of libpq */
const inDsn = /(?:^|\s)password\s*=\s*[^\s\0]/i

function literalSecret(path: Path): Complaint {
  const name = path
    .slice(1)
    .filter((key) => !/^\d+$/.test(key) && key !== 'with')
    .join('_')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
  return complain(path, 'expected a secret to come from the environment, found it written out', {
    hint: `write \${${name}} and set that variable, or \${file:/path} for a file.`,
  })
}
