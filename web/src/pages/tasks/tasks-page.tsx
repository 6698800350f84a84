import { useQuery } from '@tanstack/react-query'
import { IconCalendarOff } from '@tabler/icons-react'
import { tasksQuery } from '../../api/queries.ts'
import type { Task } from '../../api/types.ts'
import { Choice } from '../../ui/filter/choice.tsx'
import { Filters } from '../../ui/filter/filters.tsx'
import { SearchField } from '../../ui/filter/search-field.tsx'
import { useFilter } from '../../ui/filter/use-filter.ts'
import { plural } from '../../ui/format/units.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { TaskRow } from './task-row.tsx'
import { matchesTask } from './matches-task.ts'

/** Every line of every guide. */
export function TasksPage() {
  const query = useQuery(tasksQuery())
  const [filter, set] = useFilter('q', 'stack')
  const stacks = [...new Set((query.data ?? []).map(({ stack }) => stack))]
  return (
    <Page title="Tasks" below={query.data && `${plural(query.data.length, 'task')} in ${plural(stacks.length, 'stack')}`}>
      <Filters>
        <SearchField label="Filter tasks" value={filter.q} onChange={(value) => set('q', value)} />
        <Choice
          label="Stack"
          all="All stacks"
          value={filter.stack}
          options={stacks.map((stack) => ({ value: stack, label: stack }))}
          onChange={(value) => set('stack', value)}
        />
      </Filters>
      <Loaded query={query} what="the tasks" lines={10}>
        {(tasks) => <TaskList tasks={tasks.filter((task) => matchesTask(task, filter))} all={tasks.length} />}
      </Loaded>
    </Page>
  )
}

function TaskList({ tasks, all }: { readonly tasks: readonly Task[]; readonly all: number }) {
  if (tasks.length === 0) {
    return (
      <Panel>
        <Empty icon={IconCalendarOff} title={all === 0 ? 'There are no tasks yet' : 'No task matches'}>
          {all === 0 ? 'A stack file brings them: its guide lists what is to be done, and when.' : 'Empty the filter to see all of them.'}
        </Empty>
      </Panel>
    )
  }
  const byStack = Map.groupBy(tasks, ({ stack }) => stack)
  return [...byStack].map(([stack, some]) => (
    <Panel key={stack} title={stack} count={some.length} flush aside={some[0]!.timezone}>
      <ul>
        {some.map((task) => (
          <TaskRow key={task.task} task={task} />
        ))}
      </ul>
    </Panel>
  ))
}
