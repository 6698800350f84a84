import { useInfiniteQuery } from '@tanstack/react-query'
import { runsQuery } from '../../api/queries.ts'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { More } from '../../ui/layout/more.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { RunRow } from '../../ui/run/run-row.tsx'
import { HistoryStrip } from './history-strip.tsx'

const shown = 30

export function History({ stack, task, zone }: { readonly stack: string; readonly task: string; readonly zone: string }) {
  const query = useInfiniteQuery(runsQuery({ stack, task }, shown))
  return (
    <Panel title="History" flush>
      <Loaded query={query} what="the history" lines={8}>
        {({ pages }) => {
          const runs = pages.flat()
          if (runs.length === 0) return <Quiet>It has not run yet.</Quiet>
          return (
            <>
              <HistoryStrip runs={runs} />
              <ul>
                {runs.map((run) => (
                  <RunRow key={run.id} run={run} zone={zone} named={false} />
                ))}
              </ul>
              <More query={query} words="Older runs" />
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}
