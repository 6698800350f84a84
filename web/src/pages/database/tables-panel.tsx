import type { Database, DatabaseTable } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { bytes, count } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { SortableTable, type Column } from '../../ui/table/sortable-table.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { Time } from '../../ui/time/time.tsx'
import { Needs } from './needs.tsx'
import { SeenBy, SourceNote } from './source-note.tsx'
import { growthWords, percent } from './words.ts'
import classes from './database.module.css'

type Props = { readonly stack: string; readonly tables: Database['tables']; readonly zone: string }

export function TablesPanel({ stack, tables, zone }: Props) {
  const { rows, seen, source, careSource, bloatSource } = tables
  return (
    <Panel
      title="Tables"
      count={seen ?? (rows.length || undefined)}
      flush
      aside={<SeenBy stack={stack} source={careSource ?? source} zone={zone} />}
    >
      <SourceNote stack={stack} source={source} lacks="sizes" />
      {careSource !== null && <SourceNote stack={stack} source={careSource} lacks="dead rows, and when they were removed" />}
      {bloatSource !== null && <SourceNote stack={stack} source={bloatSource} lacks="bloat" />}
      {rows.length === 0 ? (
        source.state === 'fresh' && <Quiet>It has no tables.</Quiet>
      ) : (
        <>
          <SortableTable
            caption="Tables"
            columns={columnsFor(stack, zone, rows)}
            rows={rows}
            id={({ name }) => name}
            sorted={{ column: rows[0]?.bytes === null ? 'rows' : 'bytes', descending: true }}
          />
          {seen !== null && seen > rows.length && (
            <Quiet>{count(seen - rows.length)} smaller tables that need nothing are not listed.</Quiet>
          )}
        </>
      )}
    </Panel>
  )
}

/** From this share of dead rows on it stands out, if the table needs care: of a handful of rows, any share is nothing. */
const muchDead = 0.2
/** And from this share of bloat on. */
const muchBloat = 0.3

const known = (text: string | null) => (text === null ? <span className={classes.small}>–</span> : text)

type LastCareProps = { readonly at: string | null; readonly looked: boolean; readonly zone: string }

/** `never` is said only of a table that was looked at. */
function LastCare({ at, looked, zone }: LastCareProps) {
  if (at !== null) return <Time at={at} zone={zone} />
  return known(looked ? 'never' : null)
}

function columnsFor(stack: string, zone: string, rows: readonly DatabaseTable[]): readonly Column<DatabaseTable>[] {
  const columns: readonly Column<DatabaseTable>[] = [
    {
      key: 'name',
      title: 'Table',
      percent: 25,
      value: ({ name }) => name,
      show: ({ name, partitions }) => (
        <>
          <MiddleCut text={name} />
          {partitions > 0 && <div className={classes.small}>{count(partitions)} partitions</div>}
        </>
      ),
    },
    {
      key: 'bytes',
      title: 'Size',
      number: true,
      value: ({ bytes: size }) => size,
      show: ({ bytes: size, growthPerDay }) => (
        <span>
          {known(size === null ? null : bytes(size))}
          {growthPerDay !== null && growthPerDay !== 0 && <div className={classes.small}>{growthWords(growthPerDay)}</div>}
        </span>
      ),
    },
    {
      key: 'rows',
      title: 'Rows',
      number: true,
      value: (table) => table.rows,
      show: (table) => known(table.rows === null ? null : count(table.rows)),
    },
    {
      key: 'dead',
      title: 'Dead rows',
      number: true,
      value: ({ deadShare }) => deadShare,
      show: ({ deadRows, deadShare, needs }) =>
        deadRows === null || deadShare === null ? (
          known(null)
        ) : (
          <span>
            {count(deadRows)} {deadRows > 0 && <span className={classes.small}>{percent(deadShare)}</span>}
            {deadRows > 0 && <ShareBar share={deadShare} tone={deadShare >= muchDead && needs.length > 0 ? 'attention' : 'quiet'} />}
          </span>
        ),
    },
    {
      key: 'bloat',
      title: 'Bloat',
      number: true,
      value: ({ bloatBytes }) => bloatBytes,
      show: ({ bloatBytes, bloatShare }) =>
        bloatBytes === null ? (
          known(null)
        ) : (
          <span>
            {percent(bloatShare ?? 0)} {bloatBytes > 0 && <span className={classes.small}>{bytes(bloatBytes)}</span>}
            {bloatBytes > 0 && <ShareBar share={bloatShare ?? 0} tone={(bloatShare ?? 0) >= muchBloat ? 'attention' : 'quiet'} />}
          </span>
        ),
    },
    {
      key: 'vacuum',
      title: 'Last vacuum',
      number: true,
      value: ({ lastVacuum }) => lastVacuum,
      show: ({ lastVacuum, deadRows }) => <LastCare at={lastVacuum} looked={deadRows !== null} zone={zone} />,
    },
    {
      key: 'analyze',
      title: 'Last analyze',
      number: true,
      value: ({ lastAnalyze }) => lastAnalyze,
      show: ({ lastAnalyze, deadRows }) => <LastCare at={lastAnalyze} looked={deadRows !== null} zone={zone} />,
    },
    {
      key: 'needs',
      title: 'Care',
      percent: 30,
      wide: true,
      value: ({ needs }) => (needs.length === 0 ? null : -needs.length),
      show: ({ needs, keptBy }) => <Needs stack={stack} needs={needs} keptBy={keptBy} zone={zone} />,
    },
  ]
  const cared = rows.some(({ deadRows }) => deadRows !== null)
  const sized = rows.some(({ bytes: size }) => size !== null)
  const bloated = rows.some(({ bloatBytes }) => bloatBytes !== null)
  return columns.filter(
    ({ key }) =>
      (bloated || key !== 'bloat') && (cared || !['dead', 'vacuum', 'analyze', 'needs'].includes(key)) && (sized || key !== 'bytes'),
  )
}
