import { ActionIcon, Button, Group, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { calendarDaysQuery } from '../../api/queries.ts'
import { useFilter } from '../../ui/filter/use-filter.ts'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { localZone, monthName, shortDate } from '../../ui/time/absolute.ts'
import { serverNow } from '../../ui/time/clock.ts'
import { Agenda } from './agenda.tsx'
import { addDays, addMonths, dayOf, isDay, monthWeeks, startOf, weekOf, type Day } from './days.ts'
import { Legend } from './legend.tsx'
import { Month } from './month.tsx'

/** Past runs and coming dues: a month at a glance, or a week in detail. */
export function CalendarPage() {
  const [filter, set] = useFilter('view', 'day')
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const today = dayOf(new Date(serverNow()))
  const day = isDay(filter.day) ? filter.day : today
  const view = filter.view === 'month' || filter.view === 'week' ? filter.view : phone ? 'week' : 'month'
  const weeks = view === 'month' ? monthWeeks(day) : [weekOf(day)]
  const days = weeks.flat()
  const query = useQuery(calendarDaysQuery(startOf(days[0]!), startOf(addDays(days.at(-1)!, 1)), localZone()))
  const go = (by: 1 | -1): void => set('day', view === 'month' ? addMonths(day, by) : addDays(day, 7 * by))
  return (
    <Page
      title={view === 'month' ? monthName(startOf(day).getTime()) : weekName(days)}
      below={`Times and days in ${localZone()}`}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="View"
            value={view}
            onChange={(value) => set('view', value)}
            data={[
              { value: 'month', label: 'Month' },
              { value: 'week', label: 'Week' },
            ]}
          />
          <Group gap={4}>
            <ActionIcon variant="default" size={30} aria-label={`The ${view} before`} onClick={() => go(-1)}>
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
            <Button variant="default" onClick={() => set('day', '')}>
              Today
            </Button>
            <ActionIcon variant="default" size={30} aria-label={`The next ${view}`} onClick={() => go(1)}>
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </>
      }
    >
      <Loaded query={query} what="the calendar" lines={12}>
        {(entries) => {
          const byDay = Map.groupBy(entries, (entry) => entry.day)
          return view === 'month' ? (
            <Month weeks={weeks} month={day.slice(0, 7)} today={today} byDay={byDay} compact={phone} />
          ) : (
            <Agenda days={days} today={today} byDay={byDay} />
          )
        }}
      </Loaded>
      <Legend frequent={view === 'month' && !phone} />
    </Page>
  )
}

/** `16 – 22 Nov 2026`. */
function weekName(days: readonly Day[]): string {
  const [first, last] = [startOf(days[0]!).getTime(), startOf(days.at(-1)!).getTime()]
  return `${shortDate(first, last)} – ${shortDate(last, last)} ${days.at(-1)!.slice(0, 4)}`
}
