import { Link } from 'react-router'
import type { Overview } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { severities, severityOrder } from '../../ui/status/severity.ts'
import { Pill } from '../../ui/status/pill.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './overview.module.css'

/** Open findings by severity, and when this was true. */
export function VerdictCounts({ overview: { findings, at } }: { readonly overview: Overview }) {
  const some = severityOrder.filter((severity) => findings[severity] > 0)
  return (
    <div className={classes.counts}>
      {some.length === 0 && <span>No open findings</span>}
      {some.map((severity) => (
        <Link key={severity} to={`/findings?severity=${severity}`}>
          <Pill tone={severities[severity].tone} icon={severities[severity].icon}>
            {severity === 'warning' ? plural(findings.warning, 'warning') : `${findings[severity]} ${severity}`}
          </Pill>
        </Link>
      ))}
      {findings.acknowledged > 0 && <Link to="/findings?state=acknowledged">{findings.acknowledged} acknowledged</Link>}
      <span>
        as of <Time at={at} />
      </span>
    </div>
  )
}
