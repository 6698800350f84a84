import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Finding } from '../../api/types.ts'
import { useZones } from '../../api/zones.ts'
import { count } from '../../ui/format/units.ts'
import { SeverityPill } from '../../ui/status/status-pills.tsx'
import { Words } from '../../ui/text/words.tsx'
import { Time } from '../../ui/time/time.tsx'
import { Acknowledge } from './acknowledge.tsx'
import classes from './finding.module.css'

/** One finding: what is wrong, since when, what can be done, and who has taken note. */
export function FindingRow({ finding }: { readonly finding: Finding }) {
  const zone = useZones()[finding.stack]
  return (
    <li className={classes.row} data-state={finding.state}>
      <div className={classes.severity}>
        <SeverityPill severity={finding.severity} />
      </div>
      <div className={classes.words}>
        <h2 className={classes.title}>{finding.title}</h2>
        {finding.detail && <p>{finding.detail}</p>}
        {finding.hint && (
          <p className={classes.hint}>
            <IconArrowRight size={14} stroke={2} aria-hidden /> <Words text={finding.hint} />
          </p>
        )}
        <p className={classes.sub}>
          <Link to={`/tasks/${finding.stack}/${finding.task}`}>{`${finding.stack}/${finding.task}`}</Link>
          {finding.target !== null && ` on ${finding.target}`} · first seen <Time at={finding.firstSeenAt} zone={zone} /> ·{' '}
          {finding.timesSeen === 1 ? 'seen once' : `seen ${count(finding.timesSeen)} times`}, last{' '}
          <Time at={finding.lastSeenAt} zone={zone} />
          {finding.resolvedAt === null && (
            <>
              {' '}
              in <Link to={`/runs/${finding.lastRunId}`}>this run</Link>
            </>
          )}
        </p>
        {finding.state === 'acknowledged' && finding.acknowledgedAt !== null && (
          <p className={classes.note}>
            Acknowledged by {finding.acknowledgedBy} <Time at={finding.acknowledgedAt} zone={zone} />
            {finding.note && `: “${finding.note}”`}
          </p>
        )}
        {finding.resolvedAt !== null && (
          <p className={classes.note}>
            Resolved <Time at={finding.resolvedAt} zone={zone} />: <Link to={`/runs/${finding.lastRunId}`}>a later look</Link> no longer
            found it.
          </p>
        )}
      </div>
      {finding.state === 'open' && <Acknowledge finding={finding} />}
    </li>
  )
}
