import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, cut, oneLine, padEnd, padStart, wrap } from './columns.ts'

describe('the room that a text takes', () => {
  it.each([
    ['abc', 3],
    ['', 0],
    ['Größe', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['✔ done', 6],
    ['🚀', 2],
    ['\u001b[31mred\u001b[0m', 3],
  ])('%j takes %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns)
  })
})

describe('cutting', () => {
  it.each([
    ['a long title', 20, 'a long title'],
    ['a long title', 12, 'a long title'],
    ['a long title', 7, 'a long…'],
    ['a long title', 8, 'a long…'],
    ['日本語の表題', 6, '日本…'],
  ])('makes of %j in %i columns %j', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected)
  })

  it('never takes more room than there is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 40 }),
        (text, columns) => columnsOf(cut(oneLine(text), columns)) <= columns,
      ),
    )
  })
})

it('pads by columns, not by characters', () => {
  expect([padEnd('日', 4), padStart('日', 4), padEnd('long', 2)]).toEqual(['日  ', '  日', 'long'])
})

it('makes one line of anything, which does nothing to a terminal', () => {
  expect(oneLine('two\nlines\tand \u001b[2Jmore\u0007')).toBe('two lines and more·')
})

describe('wrapping', () => {
  it('breaks at spaces, keeps what is indented, and breaks no word', () => {
    expect(wrap('one two three\n  keep this as it is\nanextremelylongword x', 9)).toBe(
      'one two\nthree\n  keep this as it is\nanextremelylongword\nx',
    )
  })

  it('leaves a text alone where there is no width', () => {
    expect(wrap('one two three', Infinity)).toBe('one two three')
  })
})
