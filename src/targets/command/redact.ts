const mask = '***'

/**
 * A function that masks every secret in a text, and what is left of one at an edge where the text was cut. A secret that is an address with
 * a password is masked as a whole and by its password alone. Empty values are no secrets.
 */
export function makeRedactor(
  secrets: readonly string[],
): (text: string, cut?: { readonly start?: boolean; readonly end?: boolean }) => string {
  const values = [...new Set(secrets.flatMap((secret) => [secret, ...passwordsIn(secret)]))]
    .filter((value) => value !== '')
    .toSorted((a, b) => b.length - a.length)
  return (text, cut = {}) => {
    const masked = values.reduce((rest, value) => rest.replaceAll(value, mask), text)
    const withoutStart = cut.start ? maskEdge(masked, values, 'start') : masked
    return cut.end ? maskEdge(withoutStart, values, 'end') : withoutStart
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

function passwordsIn(secret: string): string[] {
  const password = URL.parse(secret)?.password ?? ''
  return [password, safelyDecoded(password)]
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
