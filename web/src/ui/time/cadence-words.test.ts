import { expect, test } from 'vitest'
import { cadenceWords } from './cadence-words.ts'

test.each([
  ['5m', 'every 5m'],
  ['every 5m', 'every 5m'],
  ['daily at 02:00', 'daily at 02:00'],
  ['on demand', 'on demand'],
])('the cadence “%s” reads “%s”', (every, words) => expect(cadenceWords(every)).toBe(words))
