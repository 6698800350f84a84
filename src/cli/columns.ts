import { stripVTControlCharacters } from 'node:util'
import { printable } from '../base/printable.ts'

/** Text from anywhere as one line that does nothing to a terminal. */
export const oneLine = (text: string): string => printable(text).replaceAll(/\s+/g, ' ').trim()

/** Wide (East Asian, emoji) characters take two columns, combining marks none; by the Unicode properties that terminals go by. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of stripVTControlCharacters(text)) {
    if (/\p{Mark}|\u200d|\ufe0f/u.test(character)) continue
    columns +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1
  }
  return columns
}

/** The beginning of a text that fits into so many columns, ending in `…` when something was cut. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let kept = ''
  for (const character of text) {
    if (columnsOf(kept + character) > columns - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

export const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
export const padStart = (text: string, columns: number): string => ' '.repeat(Math.max(0, columns - columnsOf(text))) + text

/** Breaks each line at spaces so that it fits; what begins with a space (an example, a list) stays as it is. */
export function wrap(text: string, columns: number): string {
  if (columns === Infinity) return text
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') || columnsOf(line) <= columns ? [line] : wrapLine(line, columns)))
    .join('\n')
}

function wrapLine(line: string, columns: number): readonly string[] {
  const lines: string[] = ['']
  for (const word of line.split(' ')) {
    const last = lines.at(-1)!
    if (last === '' || columnsOf(last) + 1 + columnsOf(word) <= columns) lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
