import { useQuery } from '@tanstack/react-query'
import { runQuery } from '../../api/queries.ts'
import type { RunSummary } from '../../api/types.ts'
import { duration } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { ProgressBar, progressWords, runProgress } from '../../ui/run/run-progress.tsx'
import { RunPill } from '../../ui/status/status-pills.tsx'
import { useNow } from '../../ui/time/clock.ts'
import { RowLink } from '../../ui/layout/row-link.tsx'
import classes from './overview.module.css'

/** So many runs show their progress step by step; more than these only say how far they are. */
const detailed = 6

export function RunningNow({ runs }: { readonly runs: readonly RunSummary[] }) {
  return (
    <Panel title="Running now" count={runs.length} flush>
      {runs.length === 0 ? (
        <Quiet>Nothing is running at this moment.</Quiet>
      ) : (
        <ul>
          {runs.map((run, place) => (
            <Running key={run.id} run={run} detail={place < detailed && run.state === 'running'} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Running({ run, detail }: { readonly run: RunSummary; readonly detail: boolean }) {
  const { data } = useQuery({ ...runQuery(run.id), enabled: detail })
  const now = useNow()
  const step = data?.steps.findLast(({ state }) => state === 'started')
  const { done, of } = runProgress(run, data?.steps ?? [])
  return (
    <li className={classes.running}>
      <div className={classes.runningHead}>
        <RowLink to={`/runs/${run.id}`} clip={false}>
          {run.title}
        </RowLink>
        <RunPill run={run} />
      </div>
      {run.state === 'running' && <ProgressBar done={done} of={of} label={`Progress of ${run.title}`} />}
      <div className={classes.runningHead} style={{ margin: '6px 0 0' }}>
        <span className={classes.sub}>
          {step
            ? [step.title, step.progress ? progressWords(step.progress) : null].filter((part) => part !== null).join(' · ')
            : `${run.stack}/${run.task}`}
        </span>
        <span className={classes.aside}>
          {run.startedAt === null ? '' : duration(Math.max(0, Math.floor((now - Date.parse(run.startedAt)) / 1000) * 1000))}
        </span>
      </div>
    </li>
  )
}
