import { useQuery } from '@tanstack/react-query'
import { IconInbox } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useLocation } from 'react-router'
import { requestsQuery } from '../../api/queries.ts'
import { plural } from '../../ui/format/units.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { RequestCard } from './request-card.tsx'

/** What waits for a person: plans to approve, reviews to sign. */
export function RequestsPage() {
  const query = useQuery(requestsQuery())
  const { hash } = useLocation()
  const here = query.data !== undefined
  useEffect(() => {
    if (here && hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'start' })
  }, [here, hash])
  return (
    <Page
      title="Needs me"
      below={
        query.data && query.data.length > 0
          ? `${plural(query.data.length, 'request')} wait${query.data.length === 1 ? 's' : ''} for a person`
          : 'Plans that wait for an approval, and reviews that wait for a signature'
      }
    >
      <Loaded query={query} what="the requests" lines={6}>
        {(requests) =>
          requests.length === 0 ? (
            <Panel>
              <Empty icon={IconInbox} title="Nothing waits for you">
                Plans of tasks with the policy “approve”, and reviews, appear here when they are due.
              </Empty>
            </Panel>
          ) : (
            requests.map((request) => <RequestCard key={request.runId} request={request} />)
          )
        }
      </Loaded>
    </Page>
  )
}
