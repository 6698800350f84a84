import type { Database, DatabaseSession } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { count, plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Time } from '../../ui/time/time.tsx'
import { QueryText } from './query-text.tsx'
import { SeenBy, SourceNote } from './source-note.tsx'
import classes from './database.module.css'
import own from './sessions.module.css'

type Sessions = NonNullable<Database['sessions']>
type Props = { readonly stack: string; readonly sessions: Sessions; readonly zone: string }

/** Who is connected, who has been at it for long, and who waits for whom. */
export function SessionsPanel({ stack, sessions, zone }: Props) {
  const { source, used, max, by, long, waits } = sessions
  return (
    <Panel title="Sessions" flush aside={<SeenBy stack={stack} source={source} zone={zone} />}>
      <SourceNote stack={stack} source={source} />
      {used !== null && max !== null && (
        <>
          <h3 className={classes.heading}>
            {count(used)} of {count(max)} connections
            <ShareBar share={used / max} tone={used / max >= 0.8 ? 'attention' : 'quiet'} />
          </h3>
          <dl className={classes.facts}>
            {by.map((who) => (
              <div key={`${who.database}/${who.user}/${who.application}`}>
                <dt>
                  {who.application ?? 'a nameless application'} <span className={classes.small}>of {who.user ?? 'an unknown user'}</span>
                </dt>
                <dd>
                  {count(who.connections)}{' '}
                  {who.idle > 0 && (
                    <span className={classes.small}>{who.idle === who.connections ? 'idle' : `${count(who.idle)} of them idle`}</span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
          <h3 className={classes.heading}>
            {long.length === 0 ? 'No transaction is older than ten seconds' : plural(long.length, 'old transaction')}
          </h3>
          {long.length > 0 && (
            <ul>
              {long.map((session) => (
                <Row key={session.pid} session={session} zone={zone} />
              ))}
            </ul>
          )}
          {waits.length > 0 && (
            <>
              <h3 className={classes.heading}>Who waits for whom</h3>
              <ul>
                {waits.map((session, place) => (
                  <Row key={place} session={session} zone={zone} depth={session.depth} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Panel>
  )
}

function Row({ session, zone, depth = 0 }: { readonly session: DatabaseSession; readonly zone: string; readonly depth?: number }) {
  const { pid, application, user, state, since, waitsFor, query } = session
  return (
    <li className={own.row} style={{ paddingLeft: `${16 + Math.min(depth, 8) * 18}px` }}>
      <div className={own.line}>
        <strong>{application || 'a nameless application'}</strong>
        <span className={classes.small}>
          {user !== null && `of ${user}, `}
          {pid === 0 ? 'a prepared transaction' : `pid ${pid}`}
        </span>
        {since !== null && (
          <span className={classes.small}>
            since <Time at={since} zone={zone} />
          </span>
        )}
      </div>
      <p className={classes.small}>
        {[state, waitsFor === null ? null : `waits for ${waitsFor}`].filter((part) => part !== null).join(' · ')}
      </p>
      {query !== null && query !== '' && <QueryText text={query} />}
    </li>
  )
}
