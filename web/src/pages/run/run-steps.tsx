import { Code } from '@mantine/core'
import type { Run } from '../../api/types.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { shortHash } from '../../ui/request/short-hash.ts'
import { mergeSteps } from '../../ui/steps/merge-steps.ts'
import { WorkStep } from '../../ui/steps/work-step.tsx'

/** The plan and what came of it. While the plan waits for a person, or is all there is, its statements are open. */
export function RunSteps({ run }: { readonly run: Run }) {
  const steps = mergeSteps(run.plan, run.steps)
  // A run that found nothing to do, or never got as far as a plan, has said so above.
  if (steps.length === 0 && (run.endedAt !== null || run.waitingFor === 'sign-off')) return null
  const open = run.state === 'planned' || run.waitingFor === 'approval'
  return (
    <Panel
      title={run.steps.length === 0 ? 'Plan' : 'Steps'}
      count={steps.length}
      flush
      aside={
        run.plan && (
          <span title={run.plan.hash}>
            plan <Code>{shortHash(run.plan.hash)}</Code>
          </span>
        )
      }
    >
      {steps.length === 0 ? (
        <Quiet>{run.plan === null ? 'No plan yet: it is made from the first look.' : 'The first look found nothing to do.'}</Quiet>
      ) : (
        <ol>
          {steps.map((step) => (
            <WorkStep key={step.key} step={step} open={open} />
          ))}
        </ol>
      )}
    </Panel>
  )
}
