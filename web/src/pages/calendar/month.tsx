import type { CalendarDay } from '../../api/types.ts'
import type { Day } from './days.ts'
import { DayCell } from './day-cell.tsx'
import { tallyDay } from './tally.ts'
import classes from './calendar.module.css'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

type Props = {
  readonly weeks: readonly (readonly Day[])[]
  /** YYYY-MM; other days are greyed. */
  readonly month: string
  readonly today: Day
  readonly byDay: ReadonlyMap<Day, readonly CalendarDay[]>
  /** For a phone: signs only, and a day is one thing to touch, which opens its week. */
  readonly compact: boolean
}

export function Month({ weeks, month, today, byDay, compact }: Props) {
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
              <DayCell
                key={day}
                day={day}
                outside={!day.startsWith(month)}
                isToday={day === today}
                tally={tallyDay(byDay.get(day) ?? [])}
                compact={compact}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
