/**
 * Puts commander's errors into our form: a lower-case fact, then `HINT:` what to do.
 *   error: unknown command 'rnus'\n(Did you mean runs?)   ->   error: there is no command rnus\nHINT: did you mean runs?
 */
export function restyleUsageError(text: string): string {
  const flat = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
  const guess = /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(flat)?.[1]
  const [fact = '', ...rest] = flat.replace(/\s*\(Did you mean [^?]+\?\)/, '').split(/(?<=\.) (?=[A-Z])/)
  const more = rest.map((sentence) => lowerFirst(sentence.replace(/\.$/, ''))).join(', ')
  const hint = guess === undefined ? 'add --help to see how it is used.' : `did you mean ${guess.replace(/, (?=[^,]*$)/, ' or ')}?`
  return `error: ${reword(lowerFirst(fact.replace(/\.$/, '')))}${more === '' ? '' : `: ${more}`}\nHINT: ${hint}\n`
}

const reword = (fact: string): string =>
  fact
    .replace(/^unknown command '(.*)'$/, 'there is no command $1')
    .replace(/^unknown option '(.*)'$/, 'there is no option $1')
    .replace(/^missing required argument '(.*)'$/, (_, name: string) => `${name.toUpperCase()} is missing`)
    .replace(/^required option '(.*)' not specified$/, 'the option $1 is needed')
    .replace(/^option '(.*)' argument missing$/, 'the option $1 needs a value')
    .replace(/^option '(.*)' argument '(.*)' is invalid$/, 'the option $1 got $2')

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
