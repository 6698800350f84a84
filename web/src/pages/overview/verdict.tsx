import { IconAlertTriangle, IconCheck, IconQuestionMark, IconUrgent, type Icon } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Overview } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { severities, severityOrder } from '../../ui/status/severity.ts'
import { Pill } from '../../ui/status/pill.tsx'
import type { Tone } from '../../ui/status/tone.ts'
import { Time } from '../../ui/time/time.tsx'
import classes from './overview.module.css'

const looks: { readonly [status in Overview['status']]: { readonly tone: Tone; readonly icon: Icon } } = {
  fine: { tone: 'fine', icon: IconCheck },
  attention: { tone: 'attention', icon: IconAlertTriangle },
  trouble: { tone: 'trouble', icon: IconUrgent },
  unknown: { tone: 'quiet', icon: IconQuestionMark },
}

/** The answer as a sign; the words are the page's title. */
export function VerdictIcon({ status = 'unknown' }: { readonly status?: Overview['status'] | undefined }) {
  const { tone, icon: Glyph } = looks[status]
  return (
    <span className={classes.verdict} data-tone={tone} data-testid="verdict" data-status={status}>
      <Glyph size={28} stroke={2} aria-hidden />
    </span>
  )
}

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
