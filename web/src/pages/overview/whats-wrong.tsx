import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { findingsQuery } from '../../api/queries.ts'
import { useZones } from '../../api/zones.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { RowLink } from '../../ui/layout/row-link.tsx'
import { SeverityPill } from '../../ui/status/status-pills.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './overview.module.css'

const shown = 5

/** The worst of what is open and not only worth knowing: the headline counts it, here it has a name. */
export function WhatsWrong() {
  const zones = useZones()
  const { data } = useQuery(findingsQuery({ state: ['open'] }))
  const wrong = (data ?? []).filter(({ severity }) => severity !== 'info')
  if (wrong.length === 0) return null
  const tone = wrong[0]!.severity === 'critical' ? 'trouble' : 'attention'
  return (
    <Panel title="What is wrong" count={wrong.length} tone={tone} flush aside={<Link to="/findings">All findings</Link>}>
      <ul>
        {wrong.slice(0, shown).map((finding) => (
          <li key={finding.id} className={classes.line}>
            <div className={classes.lineWords}>
              <RowLink to={`/tasks/${finding.stack}/${finding.task}`} clip={false}>
                {finding.title}
              </RowLink>
              <span className={classes.sub}>{`${finding.stack}/${finding.task}`}</span>
            </div>
            <span className={classes.aside}>
              <SeverityPill severity={finding.severity} /> <Time at={finding.firstSeenAt} zone={zones[finding.stack]} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
