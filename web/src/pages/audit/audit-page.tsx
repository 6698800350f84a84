import { useInfiniteQuery } from '@tanstack/react-query'
import { IconListSearch } from '@tabler/icons-react'
import { useDebouncedValue } from '@mantine/hooks'
import { auditQuery } from '../../api/queries.ts'
import { Filters } from '../../ui/filter/filters.tsx'
import { SearchField } from '../../ui/filter/search-field.tsx'
import { useFilter } from '../../ui/filter/use-filter.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { More } from '../../ui/layout/more.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { localZone } from '../../ui/time/absolute.ts'
import { AuditRow } from './audit-row.tsx'
import { VerifyAudit } from './verify-audit.tsx'

/** Who changed what, and when: each entry holds the hash of the one before. */
export function AuditPage() {
  const [filter, set] = useFilter('subject')
  const [subject] = useDebouncedValue(filter.subject, 300)
  const query = useInfiniteQuery(auditQuery(subject))
  return (
    <Page
      title="Audit"
      below={`Each change that a person or the engine makes. Every entry holds the hash of the one before, so that none can be changed or removed unseen. Times in ${localZone()}.`}
    >
      <VerifyAudit />
      <Filters>
        <SearchField label="Subject, such as run:018f…" value={filter.subject} onChange={(value) => set('subject', value)} />
      </Filters>
      <Loaded query={query} what="the audit" lines={12}>
        {({ pages }) => (
          <Panel flush>
            {pages[0]?.length === 0 ? (
              <Empty icon={IconListSearch} title={subject === '' ? 'Nothing was changed yet' : `No entry about “${subject}”`} />
            ) : (
              <ul>
                {pages.flat().map((entry) => (
                  <AuditRow key={entry.seq} entry={entry} />
                ))}
              </ul>
            )}
            <More query={query} words="Older entries" />
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}
