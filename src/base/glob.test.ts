import { expect, it } from 'vitest'
import { fitsGlob } from './glob.ts'

it.each([
  ['trades', 'trades', true],
  ['trades', 'trade', false],
  ['trades_2025', 'trades_*', true],
  ['trades', 'trades*', true],
  ['Trades', 'trades', false],
  ['t1', 't?', true],
  ['t🐘', 't?', true],
  ['t', 't?', false],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['a(b)[c]', 'a(b)[*', true],
  ['two\nlines', 'two*', true],
])('%j fits %j: %s', (text, glob, fits) => expect(fitsGlob(text, glob)).toBe(fits))
