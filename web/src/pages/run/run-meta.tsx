import { Code } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useZones } from '../../api/zones.ts'
import type { Run } from '../../api/types.ts'
import { duration } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { shortHash } from '../../ui/request/short-hash.ts'
import { procedurePath } from '../../ui/procedure-path.ts'
import { TargetLink } from '../../ui/run/target-link.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './run.module.css'

/** When, by whom, where. */
export function RunMeta({ run }: { readonly run: Run }) {
  const zone = useZones()[run.stack]
  const at = (moment: string | null) => moment && <Time at={moment} zone={zone} as="full" />
  return (
    <Panel title="About this run">
      <dl className={classes.meta}>
        <Pair name="Procedure">
          <Link to={procedurePath(run.procedure)}>{run.procedure}</Link>
          {run.target !== null && (
            <>
              {' on '}
              <TargetLink stack={run.stack} target={run.target} />
            </>
          )}
        </Pair>
        <Pair name="Asked for by">
          {run.trigger === 'schedule' ? 'the schedule' : (run.requestedBy ?? 'a person')}
          {run.mode === 'plan' && ', plan only'}
        </Pair>
        <Pair name="Due">{at(run.dueAt)}</Pair>
        <Pair name="Started">{at(run.startedAt)}</Pair>
        <Pair name="Ended">{at(run.endedAt)}</Pair>
        <Pair name="Took">{run.durationMs !== null && duration(run.durationMs)}</Pair>
        <Pair name="Worker">{run.worker && `${run.worker.host}, ${run.worker.id.slice(-8)}`}</Pair>
        <Pair name="Attempt">{run.attempt > 1 && run.attempt}</Pair>
        <Pair name="Approved by">
          {run.approval && (
            <>
              {run.approval.by}, <Time at={run.approval.at} zone={zone} />
              <br />
              plan <Code>{shortHash(run.approval.planHash)}</Code>
              {run.approval.note && ` · “${run.approval.note}”`}
            </>
          )}
        </Pair>
        <Pair name="Signed by">
          {run.signOff && (
            <>
              {run.signOff.by}, <Time at={run.signOff.at} zone={zone} />
              <br />“{run.signOff.note}”
            </>
          )}
        </Pair>
        <Pair name="Run">
          <code className={classes.id}>{run.id}</code>
          <br />
          <Link to={`/audit?subject=run:${run.id}`}>Its entries in the audit</Link>
        </Pair>
      </dl>
    </Panel>
  )
}

/** Left out when there is nothing to say. */
function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
