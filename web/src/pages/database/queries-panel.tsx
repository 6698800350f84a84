import type { Database, DatabaseQuery } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { count, duration } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { SortableTable, type Column } from '../../ui/table/sortable-table.tsx'
import { Time } from '../../ui/time/time.tsx'
import { Needs } from './needs.tsx'
import { QueryText } from './query-text.tsx'
import { SeenBy, SourceNote } from './source-note.tsx'
import { percent } from './words.ts'
import classes from './database.module.css'

type Props = { readonly stack: string; readonly queries: NonNullable<Database['queries']>; readonly zone: string }

/** Which statements the server's time went into, and which of them are slow. */
export function QueriesPanel({ stack, queries, zone }: Props) {
  const { source, obstacle, since, calls, totalMs, rows } = queries
  return (
    <Panel
      title="Statements"
      count={calls === null ? undefined : rows.length}
      flush
      aside={<SeenBy stack={stack} source={source} zone={zone} />}
    >
      <SourceNote stack={stack} source={source} />
      {obstacle !== null && <Quiet>Nothing is counted: {obstacle}.</Quiet>}
      {calls !== null && totalMs !== null && (
        <p className={classes.heading}>
          {count(calls)} calls took {duration(totalMs)}
          {since !== null && (
            <>
              {' '}
              since <Time at={since} zone={zone} as="full" />
            </>
          )}
        </p>
      )}
      {rows.length > 0 && (
        <SortableTable
          caption="Statements"
          columns={columnsFor(stack, zone)}
          rows={rows}
          id={({ id }) => id}
          sorted={{ column: 'total', descending: true }}
          atFirst={8}
        />
      )}
      {rows.length === 0 && calls !== null && <Quiet>No statement ran in that time.</Quiet>}
    </Panel>
  )
}

function columnsFor(stack: string, zone: string): readonly Column<DatabaseQuery>[] {
  return [
    { key: 'text', title: 'Statement', percent: 38, value: ({ text }) => text, show: ({ text }) => <QueryText text={text} /> },
    {
      key: 'total',
      title: 'Time',
      percent: 13,
      number: true,
      value: ({ totalMs }) => totalMs,
      show: ({ totalMs, share }) => (
        <span>
          {duration(totalMs)} {share !== null && <span className={classes.small}>{percent(share)}</span>}
          {share !== null && <ShareBar share={share} />}
        </span>
      ),
    },
    {
      key: 'calls',
      title: 'Calls',
      number: true,
      value: ({ calls }) => calls,
      show: ({ calls, rough }) => `${rough ? 'at most ' : ''}${count(calls)}`,
    },
    {
      key: 'mean',
      title: 'Average',
      number: true,
      value: ({ meanMs }) => meanMs,
      show: ({ meanMs, beforeMeanMs }) => (
        <span>
          {duration(meanMs)}
          {beforeMeanMs !== null && <div className={classes.small}>before {duration(beforeMeanMs)}</div>}
        </span>
      ),
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
}
