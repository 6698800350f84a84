import { duration } from '../format/units.ts'
import { measure } from '../format/measure.ts'
import { ProgressBar, progressWords } from '../run/run-progress.tsx'
import { reach, PreviewStatement } from '../statement/preview.tsx'
import { RiskPill } from '../status/status-pills.tsx'
import { Pill } from '../status/pill.tsx'
import type { Step } from '../../api/types.ts'
import { useNow } from '../time/clock.ts'
import type { WorkStep as Work } from './merge-steps.ts'
import { stepStates } from './step-state.ts'
import classes from './steps.module.css'

/** One step: what it will send, how far it is, what came of it. `open`: its statement is shown from the start. */
export function WorkStep({ step, open }: { readonly step: Work; readonly open: boolean }) {
  const { record } = step
  const look = stepStates[record?.state ?? 'planned']
  const touches = reach(step.preview)
  const started = record?.state === 'started'
  const said = [
    touches && `touches ${touches}`,
    record || step.expectedMs === null ? null : `should take ${duration(step.expectedMs)}`,
    record?.durationMs == null ? null : `took ${duration(record.durationMs)}`,
    step.unplanned ? 'not in the plan any more' : null,
  ].filter((part) => part)
  return (
    <li className={classes.step}>
      <div className={classes.head}>
        <div className={classes.title}>
          <span>{step.title}</span>
          <RiskPill risk={step.risk} bare />
        </div>
        <Pill tone={look.tone} icon={look.icon} spin={started}>
          {look.words}
        </Pill>
      </div>
      <p className={classes.facts}>
        {said.join(' · ')}
        {started && said.length > 0 && ' · '}
        {started && <Elapsed since={record.startedAt} expectedMs={step.expectedMs} />}
      </p>
      {started && <Progress record={record} title={step.title} />}
      {record?.summary && <p className={classes.summary}>{record.summary}</p>}
      {record?.error && (
        <p className={classes.error} data-tone={look.tone}>
          {record.error}
        </p>
      )}
      {record && record.measurements.length > 0 && <Measurements all={record.measurements} />}
      {step.earlier.map((earlier) => (
        <p key={earlier.attempt} className={classes.facts}>
          attempt {earlier.attempt}: {stepStates[earlier.state].words}
          {earlier.error && ` (${earlier.error})`}
        </p>
      ))}
      <details className={classes.statement} open={open}>
        <summary>Statement</summary>
        <PreviewStatement preview={step.preview} />
      </details>
    </li>
  )
}

function Elapsed({ since, expectedMs }: { readonly since: string; readonly expectedMs: number | null }) {
  const ms = Math.max(0, Math.floor((useNow() - Date.parse(since)) / 1_000) * 1_000)
  return (
    <span className="tabular">
      for {duration(ms)}
      {expectedMs !== null && ` of about ${duration(expectedMs)}`}
    </span>
  )
}

function Progress({ record: { progress }, title }: { readonly record: Step; readonly title: string }) {
  return (
    <div className={classes.progress} data-paused={progress?.paused !== undefined || undefined}>
      <ProgressBar done={progress?.done ?? 0} of={progress?.of ?? null} label={`Progress of ${title}`} />
      {progress && <span>{progressWords(progress)}</span>}
    </div>
  )
}

function Measurements({ all }: { readonly all: Step['measurements'] }) {
  return (
    <dl className={classes.measurements}>
      {all.map(({ name, value, unit }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{measure(value, unit)}</dd>
        </div>
      ))}
    </dl>
  )
}
