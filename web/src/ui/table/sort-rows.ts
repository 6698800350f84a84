/** What a column sorts by. null is not known: it comes last, whichever way round. */
export type SortValue = number | string | null
export type Sorting = { readonly column: string; readonly descending: boolean }

const words = new Intl.Collator('en', { numeric: true })

export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => SortValue, descending: boolean): readonly Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    const order = typeof left === 'number' && typeof right === 'number' ? left - right : words.compare(String(left), String(right))
    return descending ? -order : order
  })
}

/** What a click on a column's title leads to: numbers begin with the largest, words with A; a second click turns the order round. */
export const sortedBy = (now: Sorting, column: string, isNumber: boolean): Sorting =>
  now.column === column ? { column, descending: !now.descending } : { column, descending: isNumber }
