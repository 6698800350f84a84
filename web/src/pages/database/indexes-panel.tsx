import type { Database, DatabaseIndex } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { bytes, count } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { SortableTable, type Column } from '../../ui/table/sortable-table.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { NothingNeeded, Needs } from './needs.tsx'
import { SeenBy, SourceNote } from './source-note.tsx'
import { percent } from './words.ts'
import classes from './database.module.css'

type Props = { readonly stack: string; readonly indexes: NonNullable<Database['indexes']>; readonly zone: string }

export function IndexesPanel({ stack, indexes: { source, rows }, zone }: Props) {
  return (
    <Panel title="Indexes" count={rows.length} flush aside={<SeenBy stack={stack} source={source} zone={zone} />}>
      <SourceNote stack={stack} source={source} />
      {rows.length > 0 && (
        <SortableTable
          caption="Indexes"
          columns={columnsFor(stack, zone, rows)}
          rows={rows}
          id={({ name }) => name}
          sorted={{ column: 'needs', descending: false }}
        />
      )}
      {rows.length === 0 && source.state === 'fresh' && <NothingNeeded words="None is invalid." />}
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
      show: ({ name, table }) => (
        <>
          <MiddleCut text={name} />
          <div className={classes.small}>
            of <MiddleCut text={table} />
          </div>
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
      value: ({ bloatBytes }) => bloatBytes,
      show: ({ bloatBytes, bloatShare }) =>
        bloatBytes === null ? (
          '–'
        ) : (
          <span>
            {bytes(bloatBytes)} <span className={classes.small}>{percent(bloatShare ?? 0)}</span>
            <ShareBar share={bloatShare ?? 0} />
          </span>
        ),
    },
    {
      key: 'needs',
      title: 'Care',
      percent: 36,
      wide: true,
      value: ({ needs }) => (needs.length === 0 ? null : -needs.length),
      show: ({ needs }) => <Needs stack={stack} needs={needs} zone={zone} />,
    },
  ]
  return columns.filter(({ key, value }) => key === 'name' || rows.some((row) => value(row) !== null))
}
