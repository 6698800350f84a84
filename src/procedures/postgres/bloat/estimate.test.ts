import { describe, expect, it } from 'vitest'
import { builtBtreeBytes } from './btree-estimate.ts'
import type { Column } from './columns.ts'
import { writtenHeapBytes } from './heap-estimate.ts'
import { dataBytes } from './tuple-size.ts'

const int = { name: 'a', length: 4, align: 4, nullShare: 0, width: 4 } satisfies Column
const bigint = { name: 'b', length: 8, align: 8, nullShare: 0, width: 8 } satisfies Column
const text = { name: 'c', length: -1, align: 4, nullShare: 0, width: 20 } satisfies Column
const index = { rows: 100_000, fillfactor: 90, columns: [int], pageBytes: 8_192 }
const table = { rows: 100_000, fillfactor: 100, columns: [int, text], pageBytes: 8_192 }

describe('the data of a row', () => {
  it.each([
    [[int, bigint], 16],
    [[bigint, int], 12],
    [[text], 20.5],
    [[text, int], 20.5 + 1.5 + 4],
    [[{ ...text, width: 200 }, int], 200.5 + 1.5 + 4],
    [[{ ...int, nullShare: 0.5 }, int], 2 + 1.5 + 4],
    [[], 0],
  ])('of %j takes %d bytes with its padding', (columns, bytes) => expect(dataBytes(columns)).toBe(bytes))
})

describe('an index that was just built', () => {
  // 100,000 tuples of 16 bytes with pointers of 4: 366 a page at 90 %.
  it('has as many pages as its rows need, and a meta page', () => expect(builtBtreeBytes(index)).toBe((1 + 274) * 8_192))
  it('is larger with a smaller fillfactor', () => expect(builtBtreeBytes({ ...index, fillfactor: 45 })).toBe((1 + 547) * 8_192))
  it('of no rows is its meta page, whatever the statistics lack', () =>
    expect(builtBtreeBytes({ ...index, rows: 0, columns: [{ ...int, width: null, nullShare: null }] })).toBe(8_192))
  it.each([
    ['rows that nobody has counted', { ...index, rows: -1 }],
    ['a column without statistics', { ...index, columns: [int, { ...bigint, width: null, nullShare: null }] }],
  ])('with %s has an unknown size', (_case, size) => expect(builtBtreeBytes(size)).toBeNull())
})

describe('a table that was just written', () => {
  it('has as many pages as its rows need', () => expect(writtenHeapBytes(table)).toBe(Math.ceil(100_000 / 136) * 8_192))
  it('has no parts of rows on its pages: of those that take more than half a page, one', () =>
    expect(writtenHeapBytes({ ...table, columns: [{ ...text, width: 4_200 }] })).toBe(100_000 * 8_192))
  it('of no rows has no pages', () => expect(writtenHeapBytes({ ...table, rows: 0 })).toBe(0))
  it('with a column without statistics has an unknown size', () =>
    expect(writtenHeapBytes({ ...table, columns: [{ ...int, width: null, nullShare: null }] })).toBeNull())
})
