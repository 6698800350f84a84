import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { findingsQuery } from '../../api/queries.ts'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { SeverityPill } from '../../ui/status/status-pills.tsx'
import classes from './task.module.css'

/** What is wrong at the last look of this task. */
export function TaskFindings({ stack, task }: { readonly stack: string; readonly task: string }) {
  const query = useQuery(findingsQuery({ stack, task, state: ['open', 'acknowledged'] }))
  return (
    <Panel title="Open findings" count={query.data?.length} flush aside={<Link to={`/findings?stack=${stack}&task=${task}`}>Details</Link>}>
      <Loaded query={query} what="the findings" lines={2}>
        {(findings) => (
          <ul>
            {findings.map((finding) => (
              <li key={finding.id} className={classes.finding}>
                <SeverityPill severity={finding.severity} />
                <span>
                  {finding.title}
                  {finding.state === 'acknowledged' && ' (acknowledged)'}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  )
}
