import { stripVTControlCharacters } from 'node:util'

/**
 * Text from outside as it can be shown and stored anywhere: no terminal sequences, no control characters but tab and line feed (PostgreSQL's
 * jsonb refuses a NUL), no half surrogate pairs.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n'))
    .replaceAll(/[^\P{Cc}\t\n]/gu, '\u00B7')
    .toWellFormed()
}
