import type { Database } from '../../api/types.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { bytes, count, duration, plural, roughly } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Pair, TaskPair } from '../../ui/run/task-pair.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { Time } from '../../ui/time/time.tsx'
import { SeenBy, SourceNote } from './source-note.tsx'
import classes from './database.module.css'

type Horizon = NonNullable<Database['horizon']>
type Props = { readonly stack: string; readonly horizon: Horizon; readonly zone: string }

/** Tables are named from this share of the age on at which autovacuum freezes by itself: below it, age says nothing. */
const worthNaming = 0.25

/** How far back the oldest row reaches, and who keeps it so. */
export function HorizonPanel({ stack, horizon, zone }: Props) {
  const { source, ids, cure, oldestTables, holders, slots, standbys, prepared, sequences } = horizon
  const seen = ids.length > 0
  const old = oldestTables.filter(({ age }) => age >= (ids[0]?.freezesFrom ?? 0) * worthNaming)
  return (
    <Panel title="Horizon" flush aside={<SeenBy stack={stack} source={source} zone={zone} />}>
      <SourceNote stack={stack} source={source} />
      {seen && (
        <>
          <dl className={classes.facts}>
            {ids.map((kind) => (
              <div key={kind.ids}>
                <dt>
                  Oldest of the {kind.ids} <span className={classes.small}>frozen from {roughly(kind.freezesFrom)} on</span>
                </dt>
                <dd className={classes.barred}>
                  {count(kind.age)}
                  <ShareBar share={kind.age / kind.freezesFrom} tone={kind.age >= kind.freezesFrom * 0.9 ? 'attention' : 'quiet'} />
                </dd>
              </div>
            ))}
            {cure !== null && <TaskPair term="Frozen by" stack={stack} task={cure} zone={zone} />}
          </dl>
          <h3 className={classes.heading}>{holders.length === 0 ? 'Nobody keeps dead rows alive' : 'Who keeps dead rows alive'}</h3>
          {holders.length > 0 && (
            <dl className={classes.facts}>
              {holders.slice(0, 5).map((holder) => (
                <div key={`${holder.kind} ${holder.name} ${holder.pid}`}>
                  <dt>
                    {holder.name}{' '}
                    <span className={classes.small}>
                      {[holder.kind, holder.pid && `pid ${holder.pid}`, holder.state].filter(Boolean).join(', ')}
                    </span>
                    <p className={classes.small}>{holder.hint}</p>
                  </dt>
                  <dd>
                    {plural(holder.age, 'transaction')}
                    {holder.since !== null && (
                      <small>
                        since <Time at={holder.since} zone={zone} />
                      </small>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <Replication slots={slots} standbys={standbys} />
          {prepared.length > 0 && (
            <>
              <h3 className={classes.heading}>Prepared transactions</h3>
              <dl className={classes.facts}>
                {prepared.map(({ gid, owner, preparedAt }) => (
                  <div key={gid}>
                    <dt>
                      {gid} <span className={classes.small}>of {owner}</span>
                    </dt>
                    <dd>
                      <Time at={preparedAt} zone={zone} />
                    </dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          {old.length > 0 && (
            <>
              <h3 className={classes.heading}>Oldest tables, in transactions</h3>
              <dl className={classes.facts}>
                {old.map(({ name, age }) => (
                  <Pair key={name} term={<MiddleCut text={name} />}>
                    {count(age)}
                  </Pair>
                ))}
              </dl>
            </>
          )}
          {sequences.length > 0 && (
            <>
              <h3 className={classes.heading}>Sequences, of their range</h3>
              <dl className={classes.facts}>
                {sequences.slice(0, 5).map(({ name, usedPercent }) => (
                  <Pair key={name} term={<MiddleCut text={name} />}>
                    {count(Math.round(usedPercent * 10) / 10)} %
                  </Pair>
                ))}
              </dl>
            </>
          )}
        </>
      )}
    </Panel>
  )
}

function Replication({ slots, standbys }: Pick<Horizon, 'slots' | 'standbys'>) {
  if (slots.length + standbys.length === 0) return null
  const behind = (amount: number | null): string => (amount === null ? 'not known' : `${bytes(Math.max(0, amount))} behind`)
  return (
    <>
      <h3 className={classes.heading}>Replication</h3>
      <dl className={classes.facts}>
        {standbys.map(({ name, state, lagMs, behindBytes }, place) => (
          <div key={`${name} ${place}`}>
            <dt>
              Standby {name} <span className={classes.small}>{state}</span>
            </dt>
            <dd>
              {behind(behindBytes)}
              {lagMs !== null && <small>{duration(lagMs)}</small>}
            </dd>
          </div>
        ))}
        {slots.map(({ name, active, walStatus, behindBytes }) => (
          <div key={name}>
            <dt>
              Slot {name} <span className={classes.small}>{active ? 'in use' : 'not in use'}</span>
            </dt>
            <dd>
              {behind(behindBytes)}
              {walStatus === 'lost' && <small>lost</small>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
