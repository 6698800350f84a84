import { expect, it } from 'vitest'
import { cut } from './cut.ts'

it.each([
  ['short', 5, 'short'],
  ['longer', 5, 'long…'],
  ['', 5, ''],
  ['abc🐘d', 5, 'abc…'],
  ['abc🐘d', 6, 'abc🐘d'],
])('cuts %j to %i: %j', (text, length, expected) => {
  expect(cut(text, length)).toBe(expected)
  expect(cut(text, length).isWellFormed()).toBe(true)
})
