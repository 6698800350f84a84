import { Code } from '@mantine/core'
import { useRef, useState, type ReactNode } from 'react'
import { useApproveRun, useRejectRun, useSignRun } from '../../api/changes.ts'
import type { Plan } from '../../api/types.ts'
import { ConfirmDialog } from '../action/confirm-dialog.tsx'
import { RiskPill } from '../status/status-pills.tsx'
import { risks, worstRisk } from '../status/risk.ts'
import { toast } from '../toast/toasts.ts'
import { DecisionContext, type Decision } from './decisions.ts'
import { planReach } from './plan-reach.ts'
import { shortHash } from './short-hash.ts'
import classes from './request.module.css'

/** Holds the decision that somebody is about to make above all pages, so that no refresh takes it away while they write their note. */
export function Decisions({ children }: { readonly children: ReactNode }) {
  const [decision, setDecision] = useState<Decision | null>(null)
  const opener = useRef<Element | null>(null)
  const open = (next: Decision): void => {
    opener.current = document.activeElement
    setDecision(next)
  }
  const close = (): void => {
    setDecision(null)
    // Back to the button; when it went with what was decided, to the page's heading.
    window.setTimeout(() => (opener.current?.isConnected ? (opener.current as HTMLElement) : document.querySelector('h1'))?.focus())
  }
  return (
    <DecisionContext value={open}>
      {children}
      {decision && <DecisionDialog key={`${decision.kind} ${decision.runId}`} decision={decision} close={close} />}
    </DecisionContext>
  )
}

type Props = { readonly decision: Decision; readonly close: () => void }

function DecisionDialog({ decision, close }: Props) {
  if (decision.kind === 'approve') return <Approve decision={decision} plan={decision.plan} close={close} />
  return decision.kind === 'reject' ? <Reject decision={decision} close={close} /> : <Sign decision={decision} close={close} />
}

/** What is approved is named by its hash; a plan that has changed since is refused by the server. */
function Approve({ decision: { runId, title }, plan, close }: Props & { readonly plan: Plan }) {
  const approve = useApproveRun()
  const risk = worstRisk(plan.steps)
  return (
    <ConfirmDialog
      opened
      close={close}
      title={`Approve the plan ${shortHash(plan.hash)}?`}
      confirm={`Approve ${shortHash(plan.hash)}`}
      {...(risk === 'destructive' ? { color: 'red' } : {})}
      note={{ label: 'Note (kept in the audit)', required: false }}
      act={async (note) => {
        await approve.mutateAsync({ id: runId, planHash: plan.hash, note })
        toast({ tone: 'fine', message: `Approved: ${title}.`, link: { to: `/runs/${runId}`, words: 'Watch it' } })
      }}
    >
      <p>
        <strong>{title}</strong>: {planReach(plan)}. Exactly these statements will run; if the plan changes before they start, you are asked
        again.
      </p>
      {risk !== null && risk !== 'safe' && (
        <p>
          <RiskPill risk={risk} /> {risks[risk].meaning}
        </p>
      )}
      <p className={classes.hash}>
        Plan <Code>{plan.hash}</Code>
      </p>
    </ConfirmDialog>
  )
}

function Reject({ decision: { runId, title }, close }: Props) {
  const reject = useRejectRun()
  return (
    <ConfirmDialog
      opened
      close={close}
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
  )
}

function Sign({ decision: { runId, title }, close }: Props) {
  const sign = useSignRun()
  return (
    <ConfirmDialog
      opened
      close={close}
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
  )
}
