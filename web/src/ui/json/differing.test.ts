import { expect, test } from 'vitest'
import { differing } from './differing.ts'

test('equal values differ nowhere, however deep', () => {
  expect(differing({ a: [1, { b: null }] }, { a: [1, { b: null }] }).size).toBe(0)
})

test('a difference is named with every path that leads to it', () => {
  expect([...differing({ tables: [{ dead: 5 }, { dead: 1 }] }, { tables: [{ dead: 5 }, { dead: 0 }] })].toSorted()).toEqual([
    '',
    'tables',
    'tables[1]',
    'tables[1].dead',
  ])
})

test('what only one side has differs, and an array is never an object', () => {
  expect([...differing({ a: 1 }, {})]).toEqual(['a', ''])
  expect([...differing({ a: [] }, { a: {} })]).toEqual(['a', ''])
})
