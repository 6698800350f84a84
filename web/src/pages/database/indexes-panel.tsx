import type { Database, DatabaseIndex } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { bytes, count } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { SortableTable, type Column } from '../../ui/table/sortable-table.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { Needs } from './needs.tsx'
import { Time } from '../../ui/time/time.tsx'
import { SeenBy, SourceNote } from './source-note.tsx'
import { percent } from './words.ts'
import classes from './database.module.css'

type Props = { readonly stack: string; readonly indexes: NonNullable<Database['indexes']>; readonly zone: string }

export function IndexesPanel({ stack, indexes: { source, bloatSource, countedSince, seen, rows }, zone }: Props) {
  return (
    <Panel title="Indexes" count={seen ?? (rows.length || undefined)} flush aside={<SeenBy stack={stack} source={source} zone={zone} />}>
      <SourceNote stack={stack} source={source} lacks="their use" />
      <SourceNote stack={stack} source={bloatSource} lacks="their bloat" />
      {countedSince !== null && (
        <p className={classes.heading}>
          Scans are counted since <Time at={countedSince} zone={zone} as="full" />
        </p>
      )}
      {rows.length > 0 && (
        <SortableTable
          caption="Indexes"
          columns={columnsFor(stack, zone, rows)}
          rows={rows}
          id={({ name }) => name}
          sorted={
            rows.some(({ needs }) => needs.length > 0) ? { column: 'needs', descending: false } : { column: 'bytes', descending: true }
          }
        />
      )}
    </Panel>
  )
}

function columnsFor(stack: string, zone: string, rows: readonly DatabaseIndex[]): readonly Column<DatabaseIndex>[] {
  const columns: readonly Column<DatabaseIndex>[] = [
    {
      key: 'name',
      title: 'Index',
      percent: 34,
      value: ({ name }) => name,
      show: ({ name, table, unique, keptFor }) => (
        <>
          <MiddleCut text={name} />
          <div className={classes.small}>{[`on ${table}`, unique ? 'unique' : keptFor].filter((part) => part !== null).join(', ')}</div>
        </>
      ),
    },
    {
      key: 'bytes',
      title: 'Size',
      number: true,
      value: ({ bytes: size }) => size,
      show: ({ bytes: size }) => (size === null ? '–' : bytes(size)),
    },
    { key: 'scans', title: 'Scans', number: true, value: ({ scans }) => scans, show: ({ scans }) => (scans === null ? '–' : count(scans)) },
    {
      key: 'bloat',
      title: 'Bloat',
      number: true,
      value: ({ bloatShare }) => bloatShare,
      show: ({ bloatShare, bytes: size }) =>
        bloatShare === null ? (
          '–'
        ) : (
          <span>
            {percent(bloatShare)} {size !== null && bloatShare > 0 && <span className={classes.small}>{bytes(size * bloatShare)}</span>}
            {bloatShare > 0 && <ShareBar share={bloatShare} />}
          </span>
        ),
    },
    {
      key: 'needs',
      title: 'Care',
      percent: 36,
      wide: true,
      value: ({ needs }) => (needs.length === 0 ? null : -needs.length),
      show: ({ needs, keptBy }) => <Needs stack={stack} needs={needs} keptBy={keptBy} zone={zone} />,
    },
  ]
  return columns.filter(({ key, value }) => key === 'name' || key === 'needs' || rows.some((row) => value(row) !== null))
}
