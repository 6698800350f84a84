import type { Care } from '../../api/types.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { Pair, TaskPair } from '../../ui/run/task-pair.tsx'
import { SeverityPill } from '../../ui/status/status-pills.tsx'
import type { Tone } from '../../ui/status/tone.ts'
import { Words } from '../../ui/text/words.tsx'
import { Time } from '../../ui/time/time.tsx'
import { NothingNeeded } from './needs.tsx'
import classes from './care-list.module.css'

type Props = {
  readonly stack: string
  readonly care: readonly Care[]
  /** Why nobody knows whether it needs anything; null: somebody looked. */
  readonly unknown: string | null
  readonly zone: string
}

/** What needs care, why, and what cures it. */
export function CareList({ stack, care, unknown, zone }: Props) {
  const open = care.filter(({ acknowledgedBy }) => acknowledgedBy === null)
  return (
    <Panel title="What needs care" count={unknown === null ? care.length : undefined} tone={toneOf(open)} flush>
      {care.length === 0 ? (
        unknown === null ? (
          <NothingNeeded words="Nothing: no finding is open, and no look failed or is old." />
        ) : (
          <Quiet>{unknown}: what it needs is not known.</Quiet>
        )
      ) : (
        <ul>
          {care.map((item, place) => (
            <Item key={place} stack={stack} item={item} zone={zone} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function toneOf(open: readonly Care[]): Tone | undefined {
  if (open.some(({ severity }) => severity === 'critical')) return 'trouble'
  return open.some(({ severity }) => severity === 'warning') ? 'attention' : undefined
}

function Item({ stack, item, zone }: { readonly stack: string; readonly item: Care; readonly zone: string }) {
  const { severity, title, detail, hint, since, acknowledgedBy, seenBy, cure } = item
  return (
    <li className={classes.item}>
      <SeverityPill severity={severity} />
      <div className={classes.words}>
        <p className={classes.title}>{title}</p>
        {detail !== null && <p className={classes.detail}>{detail}</p>}
        {hint !== null && (
          <p className={classes.hint}>
            <Words text={hint} />
          </p>
        )}
      </div>
      <dl className={classes.about}>
        {cure !== null && <TaskPair term="Cured by" stack={stack} task={cure} zone={zone} />}
        {seenBy.task !== cure?.task && <TaskPair term="Seen by" stack={stack} task={seenBy} zone={zone} />}
        {since !== null && (
          <Pair term="Since">
            <Time at={since} zone={zone} />
          </Pair>
        )}
        {acknowledgedBy !== null && <Pair term="Known to">{acknowledgedBy}</Pair>}
      </dl>
    </li>
  )
}
