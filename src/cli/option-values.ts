import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../base/duration.ts'
import { nearest } from '../base/nearest.ts'

/** How the values of options are read; what can't be read is refused with what was expected. */

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
    return number
  }

/** A span of time with its unit, in milliseconds. */
export function span(text: string): number {
  const ms = parseDuration(text)
  if (ms === null || ms <= 0) throw new InvalidArgumentError('Expected a span such as 12h, 30d or 52w.')
  return ms
}

/** One or several of the given words, separated by commas. */
export const someOf =
  <T extends string>(words: readonly T[]) =>
  (text: string, before: readonly T[] = []): readonly T[] => [...before, ...text.split(',').map((word) => oneOf(words)(word))]

export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T => {
    const found = words.find((word) => word === text.trim().toLowerCase())
    if (found !== undefined) return found
    const near = words.find((word) => text !== '' && word.startsWith(text.toLowerCase())) ?? nearest(text, words)
    throw new InvalidArgumentError(
      `Expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.${near === null ? '' : ` (Did you mean ${near}?)`}`,
    )
  }
