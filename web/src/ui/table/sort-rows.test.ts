import { expect, test } from 'vitest'
import { sortedBy, sortRows, type SortValue } from './sort-rows.ts'

const sorted = (values: readonly SortValue[], descending: boolean) => sortRows(values, (value) => value, descending)

test('what is not known comes last, whichever way round', () => {
  expect(sorted([2, null, 10], false)).toEqual([2, 10, null])
  expect(sorted([2, null, 10], true)).toEqual([10, 2, null])
})

test('words are sorted as people do, with numbers in them by their value', () => {
  expect(sorted(['rates_10', 'Rates_9', 'ärger', 'zoo'], false)).toEqual(['ärger', 'Rates_9', 'rates_10', 'zoo'])
})

test('equal rows keep their order', () => {
  const rows = [
    { name: 'a', size: 1 },
    { name: 'b', size: 1 },
  ]
  expect(sortRows(rows, ({ size }) => size, true)).toEqual(rows)
})

test('numbers begin with the largest, words with A, and a second click turns the order round', () => {
  const bySize = sortedBy({ column: 'name', descending: false }, 'size', true)
  expect(bySize).toEqual({ column: 'size', descending: true })
  expect(sortedBy(bySize, 'size', true)).toEqual({ column: 'size', descending: false })
  expect(sortedBy(bySize, 'name', false)).toEqual({ column: 'name', descending: false })
})
