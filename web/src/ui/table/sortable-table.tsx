import { Button, NativeSelect, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { sortedBy, sortRows, type Sorting, type SortValue } from './sort-rows.ts'
import classes from './sortable-table.module.css'

export type Column<Row> = {
  readonly key: string
  readonly title: string
  /** What it sorts by. */
  readonly value: (row: Row) => SortValue
  readonly show: (row: Row) => ReactNode
  /** Numbers stand to the right, and sort from the largest. */
  readonly number?: boolean
  /** How much of the width it takes, in percent. */
  readonly percent?: number
  /** On its own line where each row is a card. */
  readonly wide?: boolean
}

type Props<Row> = {
  /** What the rows are, for those who listen. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly id: (row: Row) => string
  readonly sorted: Sorting
  /** So many rows at first. Default 12. */
  readonly atFirst?: number
}

/**
 * A table that is sorted by the titles of its columns. Where it is narrow each row becomes a card, and what to sort by is chosen from a list.
 */
export function SortableTable<Row>({ caption, columns, rows, id, sorted, atFirst = 12 }: Props<Row>) {
  const [sorting, setSorting] = useState(sorted)
  const [all, setAll] = useState(false)
  const by = columns.find(({ key }) => key === sorting.column) ?? columns[0]!
  const ordered = sortRows(rows, by.value, sorting.descending)
  const shown = all ? ordered : ordered.slice(0, atFirst)
  const turn = ({ key, number = false }: Column<Row>): void => setSorting(sortedBy(sorting, key, number))
  return (
    <div className={classes.frame}>
      <div className={classes.choice}>
        <NativeSelect
          size="xs"
          aria-label={`Sort ${caption} by`}
          value={by.key}
          data={columns.map(({ key, title }) => ({ value: key, label: `Sorted by ${title}` }))}
          onChange={(event) => turn(columns.find(({ key }) => key === event.currentTarget.value) ?? by)}
        />
      </div>
      <table className={classes.table} aria-label={caption}>
        <thead>
          <tr>
            {columns.map((column) => {
              const isSorted = column.key === by.key
              return (
                <th
                  key={column.key}
                  scope="col"
                  data-number={column.number || undefined}
                  aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <UnstyledButton className={classes.title} onClick={() => turn(column)}>
                    {column.title}
                    <span className={classes.arrow} data-on={isSorted || undefined} aria-hidden>
                      {isSorted && !sorting.descending ? <IconArrowUp size={13} /> : <IconArrowDown size={13} />}
                    </span>
                  </UnstyledButton>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={id(row)}>
              {columns.map((column, place) => {
                const Cell = place === 0 ? 'th' : 'td'
                return (
                  <Cell
                    key={column.key}
                    {...(place === 0 ? { scope: 'row' } : {})}
                    style={column.percent === undefined ? undefined : { width: `${column.percent}%` }}
                    data-number={column.number || undefined}
                    data-wide={column.wide || undefined}
                    data-title={column.title}
                  >
                    {column.show(row)}
                  </Cell>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {ordered.length > atFirst && (
        <div className={classes.more}>
          <Button variant="default" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? `Only the first ${atFirst}` : `All ${ordered.length}`}
          </Button>
        </div>
      )}
    </div>
  )
}
