import type { Run } from '../../api/types.ts'
import { FactsTable } from '../../ui/facts/facts-table.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { ApprovalButtons, SignOffButton } from '../../ui/request/decision-buttons.tsx'
import { planReach } from '../../ui/request/plan-reach.ts'
import classes from '../../ui/request/request.module.css'

/** What the run asks of a person, if it does. Its statements stand open among the steps below. */
export function AskedOf({ run }: { readonly run: Run }) {
  if (run.state !== 'waiting') return null
  if (run.waitingFor === 'approval' && run.plan !== null) {
    return (
      <Panel title="Your approval is asked for" tone="waiting">
        <p>{planReach(run.plan)}. The very statements are below; approve them only if you have read them.</p>
        <div className={classes.foot}>
          <ApprovalButtons runId={run.id} title={run.title} plan={run.plan} />
        </div>
      </Panel>
    )
  }
  if (run.waitingFor !== 'sign-off') return null
  return (
    <Panel title="Your sign-off is asked for" tone="waiting">
      {run.before && <FactsTable facts={run.before.facts} />}
      <div className={classes.foot}>
        <SignOffButton runId={run.id} title={run.title} />
      </div>
    </Panel>
  )
}
