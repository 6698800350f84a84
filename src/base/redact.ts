import type { Json } from './json.ts'

/** What stands where a secret stood. */
const mask = '***'

/** A shorter one would blank out half of every text, and protects nothing. */
const shortestLength = 4

const patterns = new WeakMap<readonly string[], RegExp | null>()

/**
 * The same value with every occurrence of the secrets masked: in strings at any depth and in keys, as they are or percent-encoded or as JSON
 * writes them, even inside a longer text. Of a secret that is a URL, only what gives access is masked, so that people still see which
 * host was meant: its password, its user when there is no password, values of query fields such as `token`, and an http path of 16 characters or
 * more (the secret of a web hook is its path). Secrets of fewer than 4 characters are masked only where they stand as the password of a URL.
 */
export function redact<Value extends Json | undefined>(value: Value, secrets: readonly string[]): Value {
  const pattern = patternOf(secrets)
  return pattern === null ? value : (redacted(value, pattern) as Value)
}

function redacted(value: Json | undefined, pattern: RegExp): Json | undefined {
  if (typeof value === 'string') return value.replace(pattern, mask)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json) => redacted(item, pattern) as Json)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replace(pattern, mask), redacted(item, pattern)]))
}

function patternOf(secrets: readonly string[]): RegExp | null {
  const known = patterns.get(secrets)
  if (known !== undefined) return known
  const pieces = [...new Set(secrets.flatMap((secret) => piecesOf(secret)))]
  // The longest first: a secret that begins with another one must not leave its end behind.
  const sources = pieces.toSorted((a, b) => b.length - a.length).flatMap((piece) => sourceOf(piece))
  const pattern = sources.length === 0 ? null : new RegExp(sources.join('|'), 'gu')
  patterns.set(secrets, pattern)
  return pattern
}

/** What of a secret must not be seen, percent-encoding taken off. */
function piecesOf(secret: string): string[] {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(secret) ? URL.parse(secret) : null
  if (!url) return [secret, decoded(secret)]
  const web = /^https?:$/.test(url.protocol)
  const fields = [...url.searchParams].filter(([name]) => isSecretName(name)).map(([, value]) => value)
  const path = url.pathname + url.search
  return [
    decoded(url.password),
    ...(url.password === '' ? [decoded(url.username)] : []),
    ...fields,
    ...(web && path.length >= 16 ? [decoded(path)] : []),
  ].filter((piece) => piece !== '')
}

/** True for the name of a field that holds a secret: `password`, `api-key`, `botToken`, `client_secret`, `authorization`. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return /(^|[-_.])(password|passwd|pwd|passphrase|secret|token|credentials?|authorization|api[-_]?key|private[-_]?key|access[-_]?key|secret[-_]?key)$/.test(
    words,
  )
}

function sourceOf(piece: string): string[] {
  const source = Array.from(piece, anyFormOf).join('')
  if (piece.length >= shortestLength) return [source]
  return piece === '' ? [] : [`(?<=://[^/\\s]*:)${source}(?=@)`]
}

/** One character, as it is, percent-encoded or escaped in JSON. */
function anyFormOf(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character
  const percent = [...Buffer.from(character)].map((byte) => `%${hexDigits(byte)}`).join('')
  const plain = escaped(character)
  const json = escaped(JSON.stringify(character).slice(1, -1))
  return `(?:${[...new Set([json, plain, percent, ...(character === ' ' ? ['\\+'] : [])])].join('|')})`
}

/** Two hexadecimal digits, in either case. */
const hexDigits = (byte: number): string =>
  byte
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
