import { columnsOf, cut, oneLine, padEnd, padStart } from './columns.ts'
import type { Paint, Style } from './terminal.ts'

export type Column<Row> = {
  readonly title: string
  readonly value: (row: Row) => string
  readonly style?: (row: Row) => Style | null
  readonly align?: 'right'
  /** May be cut down to this many characters on a narrow terminal. Default: never cut. */
  readonly cutTo?: number
  /** May be left out on a narrow terminal; the highest number goes first. Default: always there. */
  readonly leaveOut?: number
}

const gap = 2

/** A table that fits into `width` columns as well as it can: first its long texts are cut, then its lesser columns left out. A column without a value isn't shown. */
export function renderTable<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  { width, paint }: { width: number; paint: Paint },
): string {
  const values = rows.map((row) => all.map((column) => oneLine(column.value(row))))
  const filled = all.map((_, index) => values.some((line) => line[index] !== ''))
  const columns = all.filter((_, index) => filled[index])
  const cells = values.map((line) => line.filter((_, index) => filled[index]))
  const natural = columns.map((column, index) => Math.max(columnsOf(column.title), ...cells.map((line) => columnsOf(line[index]!))))
  const widths = fitWidths(columns, natural, width)
  const shown = widths.flatMap((columnWidth, index) => (columnWidth === null ? [] : [{ column: columns[index]!, index, columnWidth }]))
  const line = (texts: readonly string[], style: (column: Column<Row>) => Style | null): string =>
    shown
      .map(({ column, index, columnWidth }, position) => {
        const text = cut(texts[index]!, columnWidth)
        const isLast = position === shown.length - 1
        const padded = column.align === 'right' ? padStart(text, columnWidth) : isLast ? text : padEnd(text, columnWidth)
        return paint(style(column), padded)
      })
      .join(' '.repeat(gap))
      .trimEnd()
  const head = line(
    columns.map(({ title }) => title),
    () => 'dim',
  )
  return [head, ...rows.map((row, index) => line(cells[index]!, (column) => column.style?.(row) ?? null))].join('\n')
}

/** The width of each column, null for one that is left out. */
export function fitWidths(
  columns: readonly Pick<Column<never>, 'cutTo' | 'leaveOut'>[],
  natural: readonly number[],
  width: number,
): readonly (number | null)[] {
  let widths: (number | null)[] = [...natural]
  for (;;) {
    const excess = totalOf(widths) - width
    if (excess <= 0) return widths
    const cutWidths = cutBy(columns, widths, excess)
    if (totalOf(cutWidths) <= width) return cutWidths
    const victim = leastWanted(columns, widths)
    if (victim === -1) return cutWidths
    widths = widths.with(victim, null)
  }
}

function totalOf(widths: readonly (number | null)[]): number {
  const shown = widths.filter((width) => width !== null)
  return shown.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, shown.length - 1)
}

/** Takes the excess from the widest column that may be cut, one character at a time, so that long columns end up equally long. */
function cutBy(columns: readonly Pick<Column<never>, 'cutTo'>[], widths: readonly (number | null)[], excess: number): (number | null)[] {
  const result = [...widths]
  for (let left = excess; left > 0; left--) {
    let widest = -1
    for (const [index, width] of result.entries()) {
      const least = columns[index]!.cutTo
      if (width !== null && least !== undefined && width > least && (widest === -1 || width > result[widest]!)) widest = index
    }
    if (widest === -1) break
    result[widest] = result[widest]! - 1
  }
  return result
}

function leastWanted(columns: readonly Pick<Column<never>, 'leaveOut'>[], widths: readonly (number | null)[]): number {
  let victim = -1
  for (const [index, { leaveOut }] of columns.entries()) {
    if (leaveOut === undefined || widths[index] === null) continue
    if (victim === -1 || leaveOut > columns[victim]!.leaveOut!) victim = index
  }
  return victim
}
