import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { taskQuery } from '../../api/queries.ts'
import { Column, Columns } from '../../ui/layout/columns.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { RunPill } from '../../ui/status/status-pills.tsx'
import { History } from './history.tsx'
import { Schedule } from './schedule.tsx'
import { StartTask } from './start-task.tsx'
import { TaskFindings } from './task-findings.tsx'

/** One line of a guide: when it is due, what it may do, and how it went so far. */
export function TaskPage() {
  const { stack = '', task: name = '' } = useParams()
  const query = useQuery(taskQuery(stack, name))
  const task = query.data
  const open = task?.openRun
  return (
    <Page
      title={task?.title ?? name}
      above={
        <>
          <Link to="/tasks">Tasks</Link> / <Link to={`/tasks?stack=${stack}`}>{stack}</Link> / {name}
        </>
      }
      beside={
        open && (
          <Link to={`/runs/${open.id}`}>
            <RunPill run={{ ...open, phase: null }} />
          </Link>
        )
      }
      actions={task && <StartTask task={task} />}
    >
      <Loaded query={query} what="the task" lines={8}>
        {(data) => (
          <Columns side="300px" sideFirst>
            <Column>
              {data.openFindings > 0 && <TaskFindings stack={stack} task={name} />}
              <History stack={stack} task={name} zone={data.timezone} />
            </Column>
            <Schedule task={data} />
          </Columns>
        )}
      </Loaded>
    </Page>
  )
}
