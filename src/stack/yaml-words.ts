import type { YAMLParseError } from 'yaml'

type Words = { readonly message: string; readonly hint?: string }

/** What the parser of `yaml` complains of, in our words; `line` is the line where it stands, for a hint that fits. */
export function describeSyntax(error: YAMLParseError, line: string): Words {
  const words = known[error.code]
  if (words) return words
  if (/[\s:,[]\$\{/.test(line) && /[{[]/.test(line.replaceAll('${', '')))
    return { message: 'not valid YAML: inside { } or [ ] a ${...} without quotes begins a mapping', hint: 'put quotes around it.' }
  if (/[:\-,{[]\s+\*/.test(line)) return known.BAD_ALIAS!
  return { message: `not valid YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}` }
}

/**
 * The errors worth telling, in the order of the text: one mistake makes the parser stumble several times on the same line, and once it has lost
 * the structure of the file it takes exception to every line that follows.
 */
export function firstErrors(errors: readonly YAMLParseError[], lineOf: (offset: number) => number): YAMLParseError[] {
  const sorted = errors.toSorted((a, b) => a.pos[0] - b.pos[0])
  const perLine = sorted.filter((error, index) => index === 0 || lineOf(error.pos[0]) !== lineOf(sorted[index - 1]!.pos[0]))
  return perLine.filter((error, index) => index === 0 || !error.message.includes('in YAML stream'))
}

const known: Partial<Record<YAMLParseError['code'], Words>> = {
  TAB_AS_INDENT: { message: 'a tab is used as indentation', hint: 'indent with spaces.' },
  MULTIPLE_DOCS: { message: 'a second document begins here', hint: 'a stack file is one document: put each stack into a file of its own.' },
  BAD_ALIAS: { message: 'a value that begins with * is an alias', hint: 'put quotes around it, such as "*/5 * * * *".' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second colon follows on the same line',
    hint: 'put quotes around a value that has a colon and a space in it.',
  },
  BAD_SCALAR_START: { message: 'a value can not begin with this character', hint: 'put quotes around it.' },
  RESOURCE_EXHAUSTION: { message: 'values are nested too deep' },
}
