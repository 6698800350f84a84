import { Link } from 'react-router'
import { useZones } from '../../api/zones.ts'
import type { Request } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { worstRisk } from '../../ui/status/risk.ts'
import { RiskPill } from '../../ui/status/status-pills.tsx'
import { Time } from '../../ui/time/time.tsx'
import { RowLink } from '../../ui/layout/row-link.tsx'
import classes from './overview.module.css'

/** What waits for a person: the one thing on the page that won't go on by itself. */
export function NeedsMe({ requests }: { readonly requests: readonly Request[] }) {
  const zones = useZones()
  return (
    <Panel title="Needs a person" count={requests.length} tone="waiting" flush aside={<Link to="/requests">Decide</Link>}>
      <ul>
        {requests.map((request) => {
          const risk = worstRisk(request.plan?.steps ?? [])
          return (
            <li key={request.runId} className={classes.line}>
              <div className={classes.lineWords}>
                <RowLink to={`/requests#${request.runId}`} clip={false}>
                  {request.title}
                </RowLink>
                <span className={classes.sub}>
                  {request.kind === 'approval' ? `Approve ${plural(request.plan?.steps.length ?? 0, 'step')}` : 'Review and sign'} ·{' '}
                  {request.stack}/{request.task}
                  {request.overdue && ' · overdue'}
                </span>
              </div>
              <span className={classes.aside}>
                {risk && risk !== 'safe' && <RiskPill risk={risk} />} <Time at={request.since} zone={zones[request.stack]} />
              </span>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
