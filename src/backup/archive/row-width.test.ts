import { expect, it } from 'vitest'
import { batchSizes, pgWidth } from './row-width.ts'

const mb = 1024 ** 2

it('cuts rows into batches of at most 4 MiB, and gives a row that is wider one of its own', () => {
  expect(batchSizes([])).toEqual([])
  expect(batchSizes([1, 2, 3])).toEqual([3])
  expect(batchSizes([2 * mb, 2 * mb, 1, 9 * mb, 9 * mb, 1, 1])).toEqual([2, 1, 1, 1, 2])
})

it('asks the server for the widths of what can be wide, and of nothing else', () => {
  const columns = [
    { name: 'id', type: 'bigint' },
    { name: 'price', type: 'numeric(20,10)' },
    { name: 'a "b"', type: 'bytea' },
    { name: 'doc', type: 'jsonb' },
  ]
  expect(pgWidth(columns)).toBe('96 + coalesce(2 * octet_length("a ""b"""), 0)::int8 + coalesce(octet_length("doc"::text), 0)::int8')
})
