import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from './columns.ts'
import { fitWidths, renderTable } from './table.ts'
import type { Column } from './table.ts'

type Row = { name: string; size: number; note: string }
const columns: readonly Column<Row>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'size', value: ({ size }) => String(size), align: 'right' },
  { title: 'note', value: ({ note }) => note, cutTo: 6, leaveOut: 1 },
]
const rows: readonly Row[] = [
  { name: 'rates', size: 12, note: 'grows by the day' },
  { name: 'trades', size: 1200, note: '' },
]
const paint = (_: unknown, text: string): string => text

describe('a table', () => {
  it('lines its columns up', () => {
    expect(renderTable(rows, columns, { width: Infinity, paint })).toBe(
      ['name    size  note', 'rates     12  grows by the day', 'trades  1200'].join('\n'),
    )
  })

  it('cuts long texts where the terminal is narrow', () => {
    expect(renderTable(rows, columns, { width: 24, paint })).toBe(
      ['name    size  note', 'rates     12  grows by…', 'trades  1200'].join('\n'),
    )
  })

  it('leaves lesser columns out where that is not enough', () => {
    expect(renderTable(rows, columns, { width: 15, paint })).toBe(['name    size', 'rates     12', 'trades  1200'].join('\n'))
  })

  it('shows no column that has no value', () => {
    expect(renderTable([rows[1]!], columns, { width: 80, paint })).toBe(['name    size', 'trades  1200'].join('\n'))
  })

  it('keeps a value on its line, whatever it holds', () => {
    expect(renderTable([{ name: 'a\nb\u001b[31m', size: 1, note: 'x' }], columns, { width: 80, paint }).split('\n')).toHaveLength(2)
  })

  it('colours cells by their row, and its head alike', () => {
    const painted = renderTable(rows.slice(0, 1), [{ ...columns[0]!, style: () => 'red' }], {
      width: 80,
      paint: (style, text) => `<${style}:${text}>`,
    })
    expect(painted).toBe('<dim:name>\n<red:rates>')
  })
})

describe('fitting', () => {
  it('takes from the longest first, so that long columns end up equally long', () => {
    expect(fitWidths([{ cutTo: 5 }, { cutTo: 5 }, {}], [30, 12, 4], 28)).toEqual([10, 10, 4])
  })

  it('fits whenever every column may be cut and left out but the first', () => {
    const column = fc.record({ cutTo: fc.integer({ min: 1, max: 10 }), leaveOut: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(column, fc.integer({ min: 0, max: 60 })), { maxLength: 8 }),
        fc.integer({ min: 10, max: 120 }),
        (drawn, width) => {
          const widths = fitWidths([{ cutTo: 1 }, ...drawn.map(([one]) => one)], [10, ...drawn.map(([, natural]) => natural)], width)
          const shown = widths.filter((one) => one !== null)
          expect(shown.reduce((sum, one) => sum + one, 0) + 2 * (shown.length - 1)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('never makes a line of a table longer than the terminal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string({ maxLength: 6 }), size: fc.nat(9999), note: fc.string() }), { minLength: 1 }),
        fc.integer({ min: 14, max: 60 }),
        (drawn, width) =>
          renderTable(drawn, columns, { width, paint })
            .split('\n')
            .every((line) => columnsOf(line) <= width),
      ),
    )
  })
})
