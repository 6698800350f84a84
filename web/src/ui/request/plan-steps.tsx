import type { Plan } from '../../api/types.ts'
import { PreviewStatement, reach } from '../statement/preview.tsx'
import { RiskPill } from '../status/status-pills.tsx'
import classes from './request.module.css'

/** The very statements of a plan, each with its risk and how much it touches. */
export function PlanSteps({ plan }: { readonly plan: Plan }) {
  return (
    <ol className={classes.steps}>
      {plan.steps.map((step) => (
        <li key={step.key}>
          <div className={classes.step}>
            <span className={classes.stepTitle}>{step.title}</span>
            <RiskPill risk={step.risk} />
            <span className={classes.reach}>{reach(step.preview)}</span>
          </div>
          <PreviewStatement preview={step.preview} />
        </li>
      ))}
    </ol>
  )
}
