import { useQuery } from '@tanstack/react-query'
import { IconChecks } from '@tabler/icons-react'
import { findingsLimit, findingsQuery } from '../../api/queries.ts'
import type { Finding, FindingState, Severity } from '../../api/types.ts'
import { Choice } from '../../ui/filter/choice.tsx'
import { Filters } from '../../ui/filter/filters.tsx'
import { SearchField } from '../../ui/filter/search-field.tsx'
import { useFilter } from '../../ui/filter/use-filter.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { severityOrder } from '../../ui/status/severity.ts'
import { FindingRow } from './finding-row.tsx'

const states = [
  { value: 'open', label: 'open' },
  { value: 'acknowledged', label: 'acknowledged' },
  { value: 'resolved', label: 'resolved' },
  { value: 'all', label: 'open, acknowledged, resolved' },
]
const everyState: readonly FindingState[] = ['open', 'acknowledged', 'resolved']

/** Everything that is wrong and that no step cures. Without a filter: what isn't resolved. */
export function FindingsPage() {
  const [filter, set] = useFilter('state', 'severity', 'stack', 'task', 'q')
  const state =
    filter.state === 'all'
      ? [...everyState]
      : filter.state === ''
        ? (['open', 'acknowledged'] satisfies FindingState[])
        : everyState.filter((one) => one === filter.state)
  const severity = severityOrder.find((one): one is Severity => one === filter.severity)
  const query = useQuery(
    findingsQuery({
      state,
      ...(severity ? { severity } : {}),
      ...(filter.stack ? { stack: filter.stack } : {}),
      ...(filter.task ? { task: filter.task } : {}),
    }),
  )
  return (
    <Page
      title="Findings"
      below="The same trouble is one finding: it opens, is seen again, is acknowledged, and resolves when a look no longer finds it."
    >
      <Filters>
        <SearchField label="Filter findings" value={filter.q} onChange={(value) => set('q', value)} />
        <Choice label="State" all="Not resolved" value={filter.state} options={states} onChange={(value) => set('state', value)} />
        <Choice
          label="Severity"
          all="All severities"
          value={filter.severity}
          options={severityOrder.map((one) => ({ value: one, label: one }))}
          onChange={(value) => set('severity', value)}
        />
        {filter.task !== '' && (
          <Choice
            label="Task"
            all="All tasks"
            value={filter.task}
            options={[{ value: filter.task, label: `${filter.stack}/${filter.task}` }]}
            onChange={(value) => set('task', value)}
          />
        )}
      </Filters>
      <Loaded query={query} what="the findings" lines={8}>
        {(findings) => (
          <FindingList
            findings={findings.filter(matching(filter.q))}
            cut={findings.length === findingsLimit}
            narrowed={filter.q !== '' || filter.severity !== '' || filter.task !== ''}
          />
        )}
      </Loaded>
    </Page>
  )
}

const matching = (words: string) => {
  const wanted = words.toLowerCase().split(/\s+/)
  return (finding: Finding) => {
    const names = `${finding.stack}/${finding.task} ${finding.target ?? ''} ${finding.title} ${finding.detail ?? ''}`.toLowerCase()
    return wanted.every((word) => names.includes(word))
  }
}

function FindingList({
  findings,
  cut,
  narrowed,
}: {
  readonly findings: readonly Finding[]
  readonly cut: boolean
  readonly narrowed: boolean
}) {
  const sorted = findings.toSorted((a, b) => rank(a) - rank(b) || Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt))
  return (
    <Panel flush>
      {sorted.length === 0 ? (
        <Empty icon={IconChecks} title={narrowed ? 'No finding matches' : 'Nothing is wrong, as far as was looked'}>
          {narrowed ? 'Other filters may show some.' : 'Findings appear here when a look finds what no step can cure.'}
        </Empty>
      ) : (
        <ul>
          {sorted.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {cut && <p style={{ padding: '12px 16px' }}>Only the newest {findingsLimit} are shown; narrow the filters to see others.</p>}
    </Panel>
  )
}

const rank = (finding: Finding): number => everyState.indexOf(finding.state) * 10 + severityOrder.indexOf(finding.severity)
