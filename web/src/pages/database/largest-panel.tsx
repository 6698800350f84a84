import type { Database, DatabaseTable } from '../../api/types.ts'
import { StackedBars, type Part } from '../../ui/chart/stacked-bars.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import classes from './database.module.css'

type Props = { readonly stack: string; readonly tables: Database['tables']; readonly zone: string }

const shown = 6

const parts: readonly Part[] = [
  { kind: 'one', words: 'rows' },
  { kind: 'waste', words: 'dead rows (estimated)' },
  { kind: 'two', words: 'indexes' },
  { kind: 'three', words: 'TOAST' },
]

/** What takes the room. */
export function LargestPanel({ tables }: Props) {
  const bars = tables.rows
    .filter(({ bytes, tableBytes }) => bytes !== null && bytes > 0 && tableBytes !== null)
    .slice(0, shown)
    .map((table) => ({ name: table.name, total: table.bytes ?? 0, values: valuesOf(table) }))
  return (
    <Panel title="What takes the room" flush>
      {bars.length === 0 ? (
        <Quiet>How large its tables are is not known.</Quiet>
      ) : (
        <div className={classes.figure}>
          <StackedBars parts={parts} bars={bars} />
        </div>
      )}
    </Panel>
  )
}

/** Dead rows are taken to be as long as living ones. */
function valuesOf({ tableBytes, indexBytes, toastBytes, deadShare }: DatabaseTable): readonly number[] {
  const dead = (tableBytes ?? 0) * (deadShare ?? 0)
  return [(tableBytes ?? 0) - dead, dead, indexBytes ?? 0, toastBytes ?? 0]
}
