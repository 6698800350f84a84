import { Link } from 'react-router'
import { useZones } from '../../api/zones.ts'
import type { Overview } from '../../api/types.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { Time } from '../../ui/time/time.tsx'
import { RowLink } from '../../ui/layout/row-link.tsx'
import classes from './overview.module.css'

const shown = 8

export function NextUp({ next }: { readonly next: Overview['next'] }) {
  const zones = useZones()
  return (
    <Panel title="Next" flush aside={<Link to="/calendar">Calendar</Link>}>
      {next.length === 0 ? (
        <Quiet>No task is due: this guide has none with a cadence.</Quiet>
      ) : (
        <ul>
          {next.slice(0, shown).map((due) => (
            <li key={`${due.stack}/${due.task}`} className={classes.line}>
              <RowLink to={`/tasks/${due.stack}/${due.task}`} clip={false}>
                {due.title}
              </RowLink>
              <span className={classes.aside}>
                <Time at={due.at} zone={zones[due.stack]} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
