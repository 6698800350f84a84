import { Code, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCheck, IconSignature, IconX } from '@tabler/icons-react'
import { useApproveRun, useRejectRun, useSignRun } from '../../api/changes.ts'
import type { Plan } from '../../api/types.ts'
import { ActButton } from '../action/act-button.tsx'
import { ConfirmDialog } from '../action/confirm-dialog.tsx'
import { Pill } from '../status/pill.tsx'
import { risks, worstRisk } from '../status/risk.ts'
import { toast } from '../toast/toasts.ts'
import { planReach } from './plan-reach.ts'
import { shortHash } from './short-hash.ts'
import classes from './request.module.css'

/** Approve or reject the plan that a run waits with. What is approved is named by its hash; a plan that has changed since is refused by the server. */
export function DecideApproval({ runId, title, plan }: { readonly runId: string; readonly title: string; readonly plan: Plan }) {
  const approve = useApproveRun()
  const reject = useRejectRun()
  const [approving, approval] = useDisclosure()
  const [rejecting, rejection] = useDisclosure()
  const risk = worstRisk(plan.steps)
  return (
    <Group gap={8}>
      <ActButton needs="operator" size="sm" leftSection={<IconCheck size={16} aria-hidden />} onClick={approval.open}>
        Approve
      </ActButton>
      <ActButton needs="operator" size="sm" variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={rejection.open}>
        Reject
      </ActButton>
      <ConfirmDialog
        opened={approving}
        close={approval.close}
        title={`Approve the plan ${shortHash(plan.hash)}?`}
        confirm={`Approve ${shortHash(plan.hash)}`}
        {...(risk === 'destructive' ? { color: 'red' } : {})}
        note={{ label: 'Note (kept in the audit)', required: false }}
        act={async (note) => {
          await approve.mutateAsync({ id: runId, planHash: plan.hash, note })
          toast({ tone: 'fine', message: `Approved: ${title}.` })
        }}
      >
        <p>
          <strong>{title}</strong>: {planReach(plan)}. Exactly these statements will run; if the plan changes before they start, you are
          asked again.
        </p>
        {risk !== null && risk !== 'safe' && (
          <p data-tone={risks[risk].tone}>
            <Pill tone={risks[risk].tone} icon={risks[risk].icon}>
              {risk}
            </Pill>{' '}
            {risks[risk].meaning}
          </p>
        )}
        <p className={classes.hash}>
          Plan <Code>{plan.hash}</Code>
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={rejecting}
        close={rejection.close}
        title="Reject this plan?"
        confirm="Reject"
        color="red"
        note={{ label: 'Why (kept in the audit)', required: true }}
        act={async (note) => {
          await reject.mutateAsync({ id: runId, note })
          toast({ tone: 'fine', message: `Rejected: ${title}.` })
        }}
      >
        <p>The run ends as cancelled; nothing is changed. The task asks again when it is due next.</p>
      </ConfirmDialog>
    </Group>
  )
}

/** Answer a review. */
export function DecideSignOff({ runId, title }: { readonly runId: string; readonly title: string }) {
  const sign = useSignRun()
  const [signing, signature] = useDisclosure()
  return (
    <>
      <ActButton needs="operator" size="sm" leftSection={<IconSignature size={16} aria-hidden />} onClick={signature.open}>
        Sign off
      </ActButton>
      <ConfirmDialog
        opened={signing}
        close={signature.close}
        title={`Sign off: ${title}`}
        confirm="Sign off"
        note={{
          label: 'What did you look at, and what did you conclude?',
          required: true,
          placeholder: 'Kept with your name in the evidence and the audit.',
        }}
        act={async (note) => {
          await sign.mutateAsync({ id: runId, note })
          toast({ tone: 'fine', message: `Signed off: ${title}.` })
        }}
      />
    </>
  )
}
