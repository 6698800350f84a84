import type { Run } from '../../api/types.ts'
import { ComparedFacts } from '../../ui/facts/compared-facts.tsx'
import { FactsTable } from '../../ui/facts/facts-table.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './run.module.css'

/** The first look and the second, side by side. A run that only looks has one. */
export function Proof({ run: { before, after, state, waitingFor } }: { readonly run: Run }) {
  // A review shows its facts where it asks for the signature.
  if (before === null || (state === 'waiting' && waitingFor === 'sign-off')) return null
  const looksOnce = after === null && state !== 'running'
  const aside = (
    <span>
      <Time at={before.at} as="clock" />
      {after && (
        <>
          {' '}
          → <Time at={after.at} as="clock" />
        </>
      )}
    </span>
  )
  return (
    <Panel title={looksOnce ? 'What was seen' : 'Before and after'} flush={!looksOnce} aside={aside}>
      {before.facts.length === 0 && (after?.facts.length ?? 0) === 0 ? (
        <p className={classes.quiet}>This procedure states no facts; its whole observation is below.</p>
      ) : looksOnce ? (
        <FactsTable facts={before.facts} />
      ) : (
        <ComparedFacts before={before} after={after} />
      )}
      {after && after.stepsLeft > 0 && <p className={classes.quiet}>The second look found {after.stepsLeft} more to do.</p>}
    </Panel>
  )
}
