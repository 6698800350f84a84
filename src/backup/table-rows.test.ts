import { describe, expect, it } from 'vitest'
import { coversRows, describeRows } from './table-rows.ts'
import type { Span, TableRows } from './table-rows.ts'

const rows = (where: Span | null, more: Partial<TableRows> = {}): TableRows => ({
  database: '7/db',
  schema: 'public',
  table: 'trades',
  where,
  ...more,
})
const span = (from: string | null, before: string | null, column = 'at'): Span => ({ column, from, before })
const [january, february, march] = ['2025-01-01T00:00:00.000Z', '2025-02-01T00:00:00.000Z', '2025-03-01T00:00:00.000Z'] as const

describe('an archive has a place for rows', () => {
  it.each<[boolean, string, TableRows, TableRows]>([
    [true, 'the same span', rows(span(null, february)), rows(span(null, february))],
    [true, 'a shorter one', rows(span(null, march)), rows(span(null, february))],
    [true, 'one inside', rows(span(january, march)), rows(span(january, february))],
    [true, 'any of a whole table', rows(null), rows(span(null, february))],
    [true, 'all of a whole table', rows(null), rows(null)],
    [false, 'a longer one', rows(span(null, february)), rows(span(null, march))],
    [false, 'one that begins before', rows(span(january, march)), rows(span(null, march))],
    [false, 'all, where it holds a span', rows(span(null, march)), rows(null)],
    [false, 'without an end', rows(span(null, march)), rows(span(null, null))],
    [false, 'by another column', rows(span(null, march)), rows(span(null, february, 'made_at'))],
    [false, 'of another table', rows(null), rows(null, { table: 'orders' })],
    [false, 'of another schema', rows(null), rows(null, { schema: 'old' })],
    [false, 'of another database', rows(null), rows(null, { database: '8/db' })],
  ])('%s: %s', (covered, _, whole, part) => {
    expect(coversRows(whole, part)).toBe(covered)
  })
})

it('rows are described for people', () => {
  expect(describeRows(rows(null))).toBe('all rows of public.trades')
  expect(describeRows(rows(span(null, february)))).toBe('rows of public.trades with at before 2025-02-01 00:00:00 UTC')
  expect(describeRows(rows(span(january, february)))).toBe(
    'rows of public.trades with at from 2025-01-01 00:00:00 UTC before 2025-02-01 00:00:00 UTC',
  )
})
