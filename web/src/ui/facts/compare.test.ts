import { expect, test } from 'vitest'
import { compareFacts } from './compare.ts'
import { factWords } from './fact-words.ts'

test('facts are matched by label; a number that changed shows by how much, in its unit', () => {
  const compared = compareFacts(
    [
      { label: 'dead rows', value: 418_233, unit: 'rows' },
      { label: 'size', value: 2_097_152, unit: 'bytes' },
      { label: 'share', value: 23.4, unit: 'percent' },
      { label: 'autovacuum', value: true },
    ],
    [
      { label: 'dead rows', value: 1_204, unit: 'rows' },
      { label: 'size', value: 2_097_152, unit: 'bytes' },
      { label: 'share', value: 24.4, unit: 'percent' },
      { label: 'autovacuum', value: false },
    ],
  )
  expect(compared.map(({ label, changed, difference }) => [label, changed, difference])).toEqual([
    ['dead rows', true, '−417,029'],
    ['size', false, null],
    ['share', true, '+1 pp'],
    ['autovacuum', true, null],
  ])
})

test('a fact that only one look has stands with nothing on the other side, and counts as changed', () => {
  const compared = compareFacts([{ label: 'a', value: 1 }], [{ label: 'b', value: 2 }])
  expect(compared).toEqual([
    { key: 'a 1', label: 'a', before: { label: 'a', value: 1 }, after: null, changed: true, difference: null },
    { key: 'b 1', label: 'b', before: null, after: { label: 'b', value: 2 }, changed: true, difference: null },
  ])
})

test('labels that repeat are compared in their order', () => {
  const open = (value: string) => ({ label: 'open', value })
  const compared = compareFacts([open('disk'), open('load')], [open('disk'), open('memory')])
  expect(compared.map(({ key, changed }) => [key, changed])).toEqual([
    ['open 1', false],
    ['open 2', true],
  ])
})

test('times differ by a duration', () => {
  const [fact] = compareFacts(
    [{ label: 'oldest', value: '2026-09-14T00:00:00Z', unit: 'time' }],
    [{ label: 'oldest', value: '2026-10-23T00:00:00Z', unit: 'time' }],
  )
  expect(fact?.difference).toBe('+39 d')
})

test('values read as people write them, and null is said to be unknown', () => {
  expect(factWords({ value: null, unit: 'bytes' })).toBe('not known')
  expect(factWords({ value: true })).toBe('yes')
  expect(factWords({ value: 1_873_741_824, unit: 'bytes' })).toBe('1.75 GiB')
  expect(factWords({ value: 'not a time', unit: 'time' })).toBe('not a time')
  expect(factWords({ value: '18.4' })).toBe('18.4')
})
