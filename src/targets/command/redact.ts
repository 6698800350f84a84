import { redact } from '../../base/redact.ts'

const mask = '***'

export type Redactor = (text: string, cut?: { readonly start?: boolean; readonly end?: boolean }) => string

/** Masks every secret in a program's output, and what is left of one at an edge where the output was cut. */
export function makeRedactor(secrets: readonly string[]): Redactor {
  const edges = secrets.flatMap((secret) => [secret, URL.parse(secret)?.password ?? ''])
  return (text, cut = {}) => {
    const masked = redact(text, secrets)
    const withoutStart = cut.start ? maskEdge(masked, edges, 'start') : masked
    return cut.end ? maskEdge(withoutStart, edges, 'end') : withoutStart
  }
}

/** Masks the longest rest of a secret that the text ends with (or begins with). */
function maskEdge(text: string, values: readonly string[], edge: 'start' | 'end'): string {
  const lengths = values.map((value) => {
    for (let length = Math.min(value.length - 1, text.length); length > 0; length--) {
      if (edge === 'end' ? text.endsWith(value.slice(0, length)) : text.startsWith(value.slice(-length))) return length
    }
    return 0
  })
  const longest = Math.max(0, ...lengths)
  if (longest === 0) return text
  return edge === 'end' ? text.slice(0, -longest) + mask : mask + text.slice(longest)
}
