import type { Overview } from '../../api/types.ts'
import { count, roughly } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import type { Tone } from '../../ui/status/tone.ts'
import classes from './overview.module.css'

/** What ran since midnight in UTC, and how it ended. */
export function Today({ today }: { readonly today: Overview['today'] }) {
  const others = Math.max(0, today.runs - today.converged - today.diverged - today.failed)
  return (
    <Panel title="Today" aside="since 00:00 UTC">
      <div className={classes.bar} aria-hidden>
        <Share value={today.converged} tone="fine" />
        <Share value={others} tone="quiet" />
        <Share value={today.diverged} tone="attention" />
        <Share value={today.failed} tone="trouble" />
      </div>
      <dl className={classes.numbers}>
        <Number words="runs" value={today.runs} />
        <Number words="converged" value={today.converged} tone={today.converged > 0 ? 'fine' : undefined} />
        <Number words="steps done" value={today.stepsDone} />
        <Number words="not converged" value={today.diverged} tone={today.diverged > 0 ? 'attention' : undefined} />
        <Number words="failed" value={today.failed} tone={today.failed > 0 ? 'trouble' : undefined} />
      </dl>
    </Panel>
  )
}

const Share = ({ value, tone }: { readonly value: number; readonly tone: Tone }) =>
  value > 0 && <span data-tone={tone} style={{ flexGrow: value }} />

function Number({ words, value, tone }: { readonly words: string; readonly value: number; readonly tone?: Tone | undefined }) {
  return (
    <div className={classes.number}>
      <dt>{words}</dt>
      <dd data-tone={tone} title={count(value)}>
        {roughly(value)}
      </dd>
    </div>
  )
}
