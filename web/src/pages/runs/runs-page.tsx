import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconHistoryOff } from '@tabler/icons-react'
import { runsQuery, tasksQuery } from '../../api/queries.ts'
import type { RunState } from '../../api/types.ts'
import { useZones } from '../../api/zones.ts'
import { Choice } from '../../ui/filter/choice.tsx'
import { Filters } from '../../ui/filter/filters.tsx'
import { useFilter } from '../../ui/filter/use-filter.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { More } from '../../ui/layout/more.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { RunRow } from '../../ui/run/run-row.tsx'
import { runStates } from '../../ui/status/run-state.ts'

/** What can be asked for at once: single states, and the two that people mean when they ask what is wrong. */
const choices: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'failed,diverged', label: 'failed or not converged' },
  ...(['queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled'] as const).map((state) => ({
    value: state,
    label: runStates[state].words,
  })),
]

export function RunsPage() {
  const [filter, set, clear] = useFilter('stack', 'task', 'state')
  const tasks = useQuery(tasksQuery()).data ?? []
  const zones = useZones()
  const query = useInfiniteQuery(
    runsQuery({
      ...(filter.stack ? { stack: filter.stack } : {}),
      ...(filter.task ? { task: filter.task } : {}),
      ...(filter.state ? { state: filter.state.split(',').filter((state): state is RunState => state in runStates) } : {}),
    }),
  )
  const stacks = [...new Set(tasks.map(({ stack }) => stack))]
  const names = [...new Set(tasks.filter(({ stack }) => !filter.stack || stack === filter.stack).map(({ task }) => task))].toSorted()
  const filtered = filter.stack !== '' || filter.task !== '' || filter.state !== ''
  return (
    <Page title="Runs" below="Newest first. Each was proven by a second look, or says why not.">
      <Filters>
        <Choice label="Stack" all="All stacks" value={filter.stack} options={stacks.map(same)} onChange={(value) => set('stack', value)} />
        <Choice label="Task" all="All tasks" value={filter.task} options={names.map(same)} onChange={(value) => set('task', value)} />
        <Choice label="State" all="All states" value={filter.state} options={choices} onChange={(value) => set('state', value)} />
      </Filters>
      <Loaded query={query} what="the runs" lines={12}>
        {({ pages }) => (
          <Panel flush>
            {pages[0]?.length === 0 ? (
              <Empty icon={IconHistoryOff} title={filtered ? 'No run matches' : 'Nothing has run yet'}>
                {filtered ? (
                  <Button variant="default" onClick={clear}>
                    Show all runs
                  </Button>
                ) : (
                  'The first runs begin when their tasks fall due.'
                )}
              </Empty>
            ) : (
              <ul>
                {pages.flat().map((run) => (
                  <RunRow key={run.id} run={run} zone={zones[run.stack]} />
                ))}
              </ul>
            )}
            <More query={query} words="Older runs" />
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}

const same = (value: string) => ({ value, label: value })
