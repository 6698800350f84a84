import { IconAlarm } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Request } from '../../api/types.ts'
import { useZones } from '../../api/zones.ts'
import { FactsTable } from '../../ui/facts/facts-table.tsx'
import { plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { ApprovalButtons, SignOffButton } from '../../ui/request/decision-buttons.tsx'
import { planReach } from '../../ui/request/plan-reach.ts'
import { PlanSteps } from '../../ui/request/plan-steps.tsx'
import { shortHash } from '../../ui/request/short-hash.ts'
import { Pill } from '../../ui/status/pill.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './request-card.module.css'

/** One request with everything that is needed to decide: what was seen, the very statements, how much they touch. */
export function RequestCard({ request }: { readonly request: Request }) {
  const zone = useZones()[request.stack]
  return (
    <div id={request.runId} className={classes.anchor}>
      <Panel
        title={request.title}
        tone={request.overdue ? 'attention' : 'waiting'}
        aside={
          <>
            {request.overdue && (
              <Pill tone="attention" icon={IconAlarm} bare>
                overdue
              </Pill>
            )}
            <Time at={request.since} zone={zone} />
          </>
        }
      >
        <div className={classes.body}>
          <p className={classes.sub}>
            <Link to={`/tasks/${request.stack}/${request.task}`}>{`${request.stack}/${request.task}`}</Link>
            {request.target !== null && ` on ${request.target}`} · <Link to={`/runs/${request.runId}`}>the whole run</Link>
            {request.reminders > 0 && ` · reminded ${plural(request.reminders, 'time')}`}
          </p>
          {request.facts.length > 0 && <FactsTable facts={request.facts} />}
          {request.plan && request.plan.steps.length > 0 && <PlanSteps plan={request.plan} />}
          <div className={classes.foot}>
            <span className={classes.sub}>
              {request.plan && request.kind === 'approval' ? (
                <>
                  {planReach(request.plan)} · plan <code>{shortHash(request.plan.hash)}</code>
                </>
              ) : (
                'Your note is kept with your name.'
              )}
            </span>
            {request.kind === 'approval' && request.plan ? (
              <ApprovalButtons runId={request.runId} title={request.title} plan={request.plan} />
            ) : (
              <SignOffButton runId={request.runId} title={request.title} />
            )}
          </div>
        </div>
      </Panel>
    </div>
  )
}
