import { Tooltip } from '@mantine/core'
import { Link } from 'react-router'
import type { CalendarDay } from '../../api/types.ts'
import { count, plural } from '../../ui/format/units.ts'
import { StateIcon } from '../../ui/status/state-icon.tsx'
import { hourMinute, weekdayDate } from '../../ui/time/absolute.ts'
import { CountBar, countWords } from './count-words.tsx'
import { startOf, type Day } from './days.ts'
import { entryPath } from './entry-path.ts'
import { tallyDay, totalOf, worstState, type DayTally } from './tally.ts'
import classes from './calendar.module.css'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
/** So many lines fit into a day; the rest is counted. */
const linesADay = 4

type Props = {
  readonly weeks: readonly (readonly Day[])[]
  readonly month: string
  readonly today: Day
  readonly byDay: ReadonlyMap<Day, readonly CalendarDay[]>
}

export function Month({ weeks, month, today, byDay }: Props) {
  return (
    <table className={classes.month}>
      <thead>
        <tr>
          {weekdays.map((name) => (
            <th key={name} scope="col" abbr={name}>
              {name.slice(0, 3)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Cell key={day} day={day} inMonth={day.startsWith(month)} isToday={day === today} tally={tallyDay(byDay.get(day) ?? [])} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({
  day,
  inMonth,
  isToday,
  tally,
}: {
  readonly day: Day
  readonly inMonth: boolean
  readonly isToday: boolean
  readonly tally: DayTally
}) {
  const hidden = Math.max(0, tally.rare.length - linesADay)
  return (
    <td data-outside={!inMonth || undefined} data-today={isToday || undefined}>
      <Link
        to={`/calendar?view=week&day=${day}`}
        className={classes.date}
        aria-label={`${weekdayDate(startOf(day).getTime())}: the week`}
        aria-current={isToday ? 'date' : undefined}
      >
        {Number(day.slice(8))}
      </Link>
      <ul className={classes.entries}>
        {tally.rare.slice(0, linesADay).map((entry) => (
          <Line key={`${entry.stack}/${entry.task}`} entry={entry} />
        ))}
      </ul>
      {hidden > 0 && (
        <Link to={`/calendar?view=week&day=${day}`} className={classes.hidden}>
          +{hidden} more
        </Link>
      )}
      {tally.frequent && <Frequent frequent={tally.frequent} />}
    </td>
  )
}

function Line({ entry }: { readonly entry: CalendarDay }) {
  const total = totalOf(entry.counts)
  return (
    <li>
      <Tooltip
        label={`${hourMinute(Date.parse(entry.firstAt))} ${entry.title} (${entry.stack}/${entry.task}): ${countWords(entry.counts, entry.more)}`}
      >
        <Link to={entryPath(entry)} className={classes.entry}>
          <StateIcon state={worstState(entry.counts)} size={14} />
          <span>{entry.title}</span>
          {total > 1 && <small>×{total}</small>}
        </Link>
      </Tooltip>
    </li>
  )
}

function Frequent({ frequent: { tasks, counts, more } }: { readonly frequent: NonNullable<DayTally['frequent']> }) {
  return (
    <Tooltip label={`${plural(tasks, 'frequent task')}: ${countWords(counts, more)}`}>
      <div className={classes.frequent}>
        <CountBar counts={counts} />
        <span>
          {tasks} frequent · {count(totalOf(counts))}
          {more && '+'}
        </span>
      </div>
    </Tooltip>
  )
}
