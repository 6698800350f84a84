import type { Look, Run } from '../../api/types.ts'
import { ComparedFacts } from '../../ui/facts/compared-facts.tsx'
import { FactsTable } from '../../ui/facts/facts-table.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { Time } from '../../ui/time/time.tsx'

/** The first look and the second, side by side; a run that changes nothing has only one that matters. */
export function Proof({ run: { before, after, state, waitingFor, stepsPlanned } }: { readonly run: Run }) {
  // A review shows its facts where it asks for the signature.
  if (before === null || (state === 'waiting' && waitingFor === 'sign-off')) return null
  if (after === null || stepsPlanned === 0)
    return <OneLook look={after ?? before} title={after === null && stepsPlanned !== 0 ? 'Seen at the first look' : 'What was seen'} />
  return (
    <Panel
      title="Before and after"
      flush
      aside={
        <span>
          <Time at={before.at} as="clock" /> → <Time at={after.at} as="clock" />
        </span>
      }
    >
      {before.facts.length + after.facts.length === 0 ? <Quiet>{noFacts}</Quiet> : <ComparedFacts before={before} after={after} />}
      {after.stepsLeft > 0 && <Quiet>The second look found {after.stepsLeft} more to do.</Quiet>}
    </Panel>
  )
}

const noFacts = 'This procedure states no facts; its whole observation is below.'

function OneLook({ look, title }: { readonly look: Look; readonly title: string }) {
  return (
    <Panel title={title} aside={<Time at={look.at} as="clock" />}>
      {look.facts.length === 0 ? noFacts : <FactsTable facts={look.facts} />}
    </Panel>
  )
}
