import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { databaseQuery } from '../../api/queries.ts'
import type { Database } from '../../api/types.ts'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Pill } from '../../ui/status/pill.tsx'
import { VerdictIcon, verdicts } from '../../ui/status/verdict-icon.tsx'
import { Time } from '../../ui/time/time.tsx'
import { CareList } from './care-list.tsx'
import { HorizonPanel } from './horizon-panel.tsx'
import { IndexesPanel } from './indexes-panel.tsx'
import { LargestPanel } from './largest-panel.tsx'
import { QueriesPanel } from './queries-panel.tsx'
import { SessionsPanel } from './sessions-panel.tsx'
import { SizePanel } from './size-panel.tsx'
import { TablesPanel } from './tables-panel.tsx'
import { TaskLooksPanel } from './task-looks-panel.tsx'
import { Tiles } from './tiles.tsx'
import { kindWords } from './words.ts'
import classes from './database.module.css'

/** One database: is it all right, what needs care and why, and then all that is known of it. */
export function DatabasePage() {
  const { stack = '', target = '' } = useParams()
  const query = useQuery(databaseQuery(stack, target))
  const database = query.data
  const verdict = database && verdicts[query.error === null ? database.status : 'unknown']
  return (
    <Page
      title={target}
      lead={<VerdictIcon status={query.error === null ? database?.status : 'unknown'} />}
      above={
        <>
          <Link to="/databases">Databases</Link> / <Link to={`/tasks?stack=${stack}`}>{stack}</Link> / {target}
        </>
      }
      beside={
        verdict && (
          <Pill tone={verdict.tone} icon={verdict.icon} large>
            {database.headline}
          </Pill>
        )
      }
      below={database && <Which database={database} />}
    >
      <Loaded query={query} what="the database" lines={12}>
        {(data) => <Sections database={data} />}
      </Loaded>
    </Page>
  )
}

function Which({ database: { kind, server, timezone } }: { readonly database: Database }) {
  return (
    <span className={classes.which}>
      <span>
        {kindWords[kind]} {server.version}
      </span>
      {server.name !== null && <code>{server.name}</code>}
      {server.standby !== null && <span>{server.standby ? 'standby' : 'primary'}</span>}
      {server.startedAt !== null && (
        <span>
          started <Time at={server.startedAt} zone={timezone} />
        </span>
      )}
    </span>
  )
}

function Sections({ database }: { readonly database: Database }) {
  const { stack, timezone, indexes, queries, sessions, horizon } = database
  const at = { stack, zone: timezone }
  return (
    <>
      <Tiles database={database} />
      <CareList {...at} care={database.care} unknown={database.status === 'unknown' ? database.headline : null} />
      {database.kind === 'sqlite' ? (
        <SizePanel {...at} size={database.size} />
      ) : (
        <div className={classes.pair}>
          <SizePanel {...at} size={database.size} />
          <LargestPanel {...at} tables={database.tables} />
        </div>
      )}
      <TablesPanel {...at} tables={database.tables} />
      {indexes && <IndexesPanel {...at} indexes={indexes} />}
      {queries && <QueriesPanel {...at} queries={queries} />}
      {sessions && horizon && (
        <div className={classes.pair}>
          <SessionsPanel {...at} sessions={sessions} />
          <HorizonPanel {...at} horizon={horizon} />
        </div>
      )}
      <TaskLooksPanel {...at} tasks={database.tasks} />
    </>
  )
}
