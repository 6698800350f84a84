import type { Risk, RunSummary, Severity } from '../../api/types.ts'
import { Pill } from './pill.tsx'
import { risks } from './risk.ts'
import { runStates, runStateWords } from './run-state.ts'
import { severities } from './severity.ts'

type Style = { readonly bare?: boolean; readonly large?: boolean }

export function RunPill({ run, ...style }: { readonly run: Pick<RunSummary, 'state' | 'phase' | 'waitingFor'> } & Style) {
  const look = runStates[run.state]
  return (
    <Pill tone={look.tone} icon={look.icon} spin={run.state === 'running'} title={look.meaning} {...style}>
      {runStateWords(run)}
    </Pill>
  )
}

export function SeverityPill({ severity, ...style }: { readonly severity: Severity } & Style) {
  const look = severities[severity]
  return (
    <Pill tone={look.tone} icon={look.icon} {...style}>
      {look.words}
    </Pill>
  )
}

export function RiskPill({ risk, ...style }: { readonly risk: Risk } & Style) {
  const look = risks[risk]
  return (
    <Pill tone={look.tone} icon={look.icon} title={look.meaning} {...style}>
      {risk}
    </Pill>
  )
}
