import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { runQuery } from '../../api/queries.ts'
import type { Run } from '../../api/types.ts'
import { Column, Columns } from '../../ui/layout/columns.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { RunPill } from '../../ui/status/status-pills.tsx'
import { AskedOf } from './asked-of.tsx'
import { CancelRun } from './cancel-run.tsx'
import { LookFindings } from './look-findings.tsx'
import { Observations } from './observations.tsx'
import { Outcome } from './outcome.tsx'
import { Proof } from './proof.tsx'
import { RunMeta } from './run-meta.tsx'
import { RunSteps } from './run-steps.tsx'

/** One run: what was seen, planned, done, and seen again. */
export function RunPage() {
  const { id = '' } = useParams()
  const query = useQuery(runQuery(id))
  const run = query.data
  const navigate = useNavigate()
  useEffect(() => {
    // An address with a shortened id is completed, so that live events find it.
    if (run && run.id !== id) void navigate(`/runs/${run.id}`, { replace: true })
  }, [run, id, navigate])
  return (
    <Page
      title={run?.title ?? 'Run'}
      above={
        <>
          <Link to="/runs">Runs</Link> /{' '}
          {run ? <Link to={`/tasks/${run.stack}/${run.task}`}>{`${run.stack}/${run.task}`}</Link> : id.slice(0, 8)}
        </>
      }
      beside={run && <RunPill run={run} />}
      actions={run && <CancelRun run={run} />}
    >
      <Loaded query={query} what="the run" lines={10}>
        {(data) => <Story run={data} />}
      </Loaded>
    </Page>
  )
}

function Story({ run }: { readonly run: Run }) {
  const look = run.after ?? run.before
  return (
    <Columns side="288px">
      <Column>
        <Outcome run={run} />
        <AskedOf run={run} />
        <RunSteps run={run} />
        <Proof run={run} />
        {look && <LookFindings look={look} />}
        <Observations run={run} />
      </Column>
      <RunMeta run={run} />
    </Columns>
  )
}
