import { Tooltip } from '@mantine/core'
import { Link } from 'react-router'
import type { CalendarDay } from '../../api/types.ts'
import { count, plural } from '../../ui/format/units.ts'
import { StateIcon } from '../../ui/status/state-icon.tsx'
import { hourMinute, weekdayDate } from '../../ui/time/absolute.ts'
import { CountBar, countWords } from './count-words.tsx'
import { startOf, type Day } from './days.ts'
import { entryPath } from './entry-path.ts'
import { totalOf, worstState, type DayTally } from './tally.ts'
import classes from './calendar.module.css'

/** So many lines fit into a day; the rest is counted. */
const linesADay = 4

type Props = {
  readonly day: Day
  readonly outside: boolean
  readonly isToday: boolean
  readonly tally: DayTally
  readonly compact: boolean
}

/** One day of a month: its rare duties line by line, the frequent ones as one bar. */
export function DayCell({ day, outside, isToday, tally: { rare, frequent }, compact }: Props) {
  const week = `/calendar?view=week&day=${day}`
  const hidden = Math.max(0, rare.length - linesADay)
  return (
    <td data-outside={outside || undefined} data-today={isToday || undefined} data-compact={compact || undefined}>
      <Link
        to={week}
        className={classes.date}
        aria-label={`${weekdayDate(startOf(day).getTime())}: the week`}
        aria-current={isToday ? 'date' : undefined}
      >
        {Number(day.slice(8))}
      </Link>
      <ul className={classes.entries}>
        {rare.slice(0, linesADay).map((entry) => (
          <li key={`${entry.stack}/${entry.task}`}>
            {compact ? <StateIcon state={worstState(entry.counts)} size={14} /> : <Line entry={entry} />}
          </li>
        ))}
      </ul>
      {hidden > 0 &&
        (compact ? (
          <span className={classes.hidden}>+{hidden}</span>
        ) : (
          <Link to={week} className={classes.hidden}>{`+${hidden} more`}</Link>
        ))}
      {frequent && <Frequent frequent={frequent} compact={compact} />}
    </td>
  )
}

function Line({ entry }: { readonly entry: CalendarDay }) {
  const total = totalOf(entry.counts)
  const words = `${hourMinute(Date.parse(entry.firstAt))} ${entry.title} (${entry.stack}/${entry.task}): ${countWords(entry.counts, entry.more)}`
  return (
    <Tooltip label={words}>
      <Link to={entryPath(entry)} className={classes.entry}>
        <StateIcon state={worstState(entry.counts)} size={14} />
        <span>{entry.title}</span>
        {total > 1 && <small>×{total}</small>}
      </Link>
    </Tooltip>
  )
}

function Frequent({
  frequent: { tasks, counts, more },
  compact,
}: {
  readonly frequent: NonNullable<DayTally['frequent']>
  readonly compact: boolean
}) {
  return (
    <Tooltip label={`${plural(tasks, 'frequent task')}: ${countWords(counts, more)}`}>
      <div className={classes.frequent}>
        <CountBar counts={counts} />
        {!compact && `${tasks} frequent · ${count(totalOf(counts))}${more ? '+' : ''}`}
      </div>
    </Tooltip>
  )
}
