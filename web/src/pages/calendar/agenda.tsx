import { IconCalendarOff } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { CalendarDay } from '../../api/types.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { RowLink } from '../../ui/layout/row-link.tsx'
import { runStates } from '../../ui/status/run-state.ts'
import { StateIcon } from '../../ui/status/state-icon.tsx'
import { hourMinute, weekdayDate } from '../../ui/time/absolute.ts'
import { CountBar, countWords } from './count-words.tsx'
import { startOf, type Day } from './days.ts'
import { entryPath } from './entry-path.ts'
import { totalOf, worstState } from './tally.ts'
import classes from './calendar.module.css'

type Props = { readonly days: readonly Day[]; readonly today: Day; readonly byDay: ReadonlyMap<Day, readonly CalendarDay[]> }

/** A week, day by day, in order of time. Opens at today. */
export function Agenda({ days, today, byDay }: Props) {
  const now = useRef<HTMLDivElement>(null)
  useEffect(() => now.current?.scrollIntoView({ block: 'start' }), [])
  const some = days.filter((day) => (byDay.get(day) ?? []).length > 0)
  if (some.length === 0) {
    return (
      <Panel>
        <Empty icon={IconCalendarOff} title="Nothing in this week">
          No run was due, and none will be.
        </Empty>
      </Panel>
    )
  }
  return some.map((day) => (
    <div key={day} ref={day === today ? now : undefined} className={classes.agendaDay}>
      <Panel
        title={weekdayDate(startOf(day).getTime())}
        flush
        aside={day === today ? <strong className={classes.today}>today</strong> : undefined}
      >
        <ul>
          {(byDay.get(day) ?? []).map((entry) => (
            <Row key={`${entry.stack}/${entry.task}`} entry={entry} />
          ))}
        </ul>
      </Panel>
    </div>
  ))
}

function Row({ entry }: { readonly entry: CalendarDay }) {
  const many = totalOf(entry.counts) > 1
  const [first, last] = [hourMinute(Date.parse(entry.firstAt)), hourMinute(Date.parse(entry.lastAt))]
  return (
    <li className={classes.row}>
      <span className={classes.time}>{first === last ? first : entry.more ? `from ${first}` : `${first} – ${last}`}</span>
      <StateIcon state={worstState(entry.counts)} size={17} />
      <div className={classes.words}>
        <RowLink to={entryPath(entry)}>{entry.title}</RowLink>
        <span className={classes.sub}>
          {entry.stack}/{entry.task}
        </span>
      </div>
      <span className={classes.outcome}>
        {many ? countWords(entry.counts, entry.more) : runStates[worstState(entry.counts)].words}
        {many && <CountBar counts={entry.counts} />}
      </span>
    </li>
  )
}
