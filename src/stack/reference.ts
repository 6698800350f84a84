/**
 * References to secrets in the strings of a stack file: `${NAME}` is an environment variable, `${file:/path}` the text of a file,
 * and `$${` stands for the two characters `${` themselves.
 */
export type Reference = { readonly kind: 'env'; readonly name: string } | { readonly kind: 'file'; readonly path: string }

/** A piece of a string: plain text, a reference, or what looks like a reference and isn't one. */
export type Piece = { readonly text: string } | { readonly reference: Reference } | { readonly broken: string; readonly hint: string }

const opening = /\$\$\{|\$\{([^{}]*)(\}?)/g

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(opening)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    end = match.index + match[0].length
    pieces.push(match[0] === '$${' ? { text: '${' } : match[2] === '' ? unclosed(match[0]) : readReference(match[1]!))
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

export const holdsReference = (text: string): boolean => piecesOf(text).some((piece) => 'reference' in piece)

const unclosed = (text: string): Piece => ({ broken: text, hint: 'close it with }, or write $${ for the two characters themselves.' })

function readReference(inner: string): Piece {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(inner)) return { reference: { kind: 'env', name: inner } }
  if (/^file:\/./.test(inner)) return { reference: { kind: 'file', path: inner.slice('file:'.length) } }
  return { broken: `\${${inner}}`, hint: hintFor(inner) }
}

function hintFor(inner: string): string {
  if (inner.startsWith('file:')) return 'give the whole path from the root, as in ${file:/run/secrets/token}.'
  const name = /^(?:env[:.])?([A-Za-z_][A-Za-z0-9_]*)(?<end>$|:?[-?+=])/.exec(inner)
  if (name?.groups?.['end'] === '') return `write \${${name[1]}}.`
  if (name) return `a name has letters, digits and _ only, and there are no defaults: write \${${name[1]}} and set the variable.`
  return 'write ${NAME} for an environment variable or ${file:/path} for a file, and $${ for the two characters themselves.'
}
