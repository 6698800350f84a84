import type { RunSummary, Severity } from '../../api/types.ts'
import { duration, plural } from '../format/units.ts'
import { RowLink } from '../layout/row-link.tsx'
import { Pill } from '../status/pill.tsx'
import { severities } from '../status/severity.ts'
import { StateIcon } from '../status/state-icon.tsx'
import { runStateWords } from '../status/run-state.ts'
import { Time } from '../time/time.tsx'
import classes from './run-row.module.css'

type Props = {
  readonly run: RunSummary
  /** So many like this one, which are not shown. */
  readonly more?: number
  readonly zone?: string | undefined
  /** Left out where all rows are of one task. */
  readonly named?: boolean
}

/** One run in a list. */
export function RunRow({ run, more = 0, zone, named = true }: Props) {
  return (
    <li className={classes.row}>
      <StateIcon state={run.state} />
      <div className={classes.words}>
        <RowLink to={`/runs/${run.id}`}>
          {named ? run.title : said(run)}
          {run.worstSeverity !== null && <Findings count={run.findingsOpen} severity={run.worstSeverity} />}
          {more > 0 && <small className={classes.more}>{more + 1}×</small>}
        </RowLink>
        <span className={classes.sub}>{named ? [`${run.stack}/${run.task}`, said(run)].join(' · ') : by(run)}</span>
      </div>
      <span className={classes.steps}>
        {run.stepsPlanned ? `${run.mode === 'plan' ? '' : `${run.stepsDone}/`}${plural(run.stepsPlanned, 'step')}` : ''}
      </span>
      <span className={classes.number}>{run.durationMs === null ? '' : duration(run.durationMs)}</span>
      <span className={classes.when}>
        {/* When it began: that is the order of the list. */}
        <Time at={run.startedAt ?? run.dueAt} zone={zone} />
      </span>
    </li>
  )
}

/** What came of it, without its findings: the sign beside it counts them, those of the run itself too. */
const said = (run: RunSummary): string => run.summary?.replace(/, \d+ findings?$/, '') ?? runStateWords(run)

const by = (run: RunSummary): string =>
  [
    run.mode === 'plan' ? 'plan only' : null,
    run.trigger === 'person' ? `asked for by ${run.requestedBy ?? 'a person'}` : 'by the schedule',
    run.attempt > 1 ? `attempt ${run.attempt}` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ')

/** A run may have done all its steps and still have found what no step cures: the green sign must not stand alone then. */
function Findings({ count, severity }: { readonly count: number; readonly severity: Severity }) {
  return (
    <span className={classes.findings}>
      <Pill tone={severities[severity].tone} icon={severities[severity].icon} bare>
        {plural(count, 'finding')}
      </Pill>
    </span>
  )
}
