import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '../../api/queries.ts'
import type { Overview } from '../../api/types.ts'
import { Column, Columns } from '../../ui/layout/columns.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { VerdictIcon } from '../../ui/status/verdict-icon.tsx'
import { NeedsMe } from './needs-me.tsx'
import { NextUp } from './next-up.tsx'
import classes from './overview.module.css'
import { Recent } from './recent.tsx'
import { RunningNow } from './running-now.tsx'
import { Stacks } from './stacks.tsx'
import { Today } from './today.tsx'
import { VerdictCounts } from './verdict-counts.tsx'
import { WhatsWrong } from './whats-wrong.tsx'
import { Workers } from './workers.tsx'

/** Is everything all right? And if not, what is to be done. */
export function OverviewPage() {
  const query = useQuery(overviewQuery())
  const overview = query.data
  return (
    <Page
      title={headline(overview, query.error !== null)}
      lead={<VerdictIcon status={query.error === null ? overview?.status : 'unknown'} />}
      below={overview && <VerdictCounts overview={overview} />}
    >
      <Loaded query={query} what="the overview" lines={10}>
        {(data) => (
          <Columns side="352px" className={classes.narrow}>
            <Column>
              {data.needsMe.length > 0 && <NeedsMe requests={data.needsMe} />}
              <WhatsWrong />
              <RunningNow runs={data.running} />
              <Recent runs={data.recent} />
            </Column>
            <Column>
              <Today today={data.today} />
              <NextUp next={data.next} />
              <Workers workers={data.workers} />
              <Stacks stacks={data.stacks} />
            </Column>
          </Columns>
        )}
      </Loaded>
    </Page>
  )
}

/** An answer that can't be renewed is an answer no more. */
function headline(overview: Overview | undefined, failing: boolean): string {
  if (overview === undefined) return failing ? 'Nothing is known just now' : 'Looking …'
  return failing ? `Not known just now. Before: ${overview.headline}` : overview.headline
}
