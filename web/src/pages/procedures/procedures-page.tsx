import { useQuery } from '@tanstack/react-query'
import { IconFileText, IconSignature } from '@tabler/icons-react'
import { proceduresQuery } from '../../api/queries.ts'
import type { Procedure } from '../../api/types.ts'
import { SearchField } from '../../ui/filter/search-field.tsx'
import { Filters } from '../../ui/filter/filters.tsx'
import { useFilter } from '../../ui/filter/use-filter.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { RowLink } from '../../ui/layout/row-link.tsx'
import { procedurePath } from '../../ui/procedure-path.ts'
import classes from './procedures.module.css'

/** What Upkeep knows how to care for. */
export function ProceduresPage() {
  const query = useQuery(proceduresQuery())
  const [filter, set] = useFilter('q')
  return (
    <Page
      title="Procedures"
      below="What Upkeep knows how to care for: each looks, says what is wrong, plans what to change, and looks again."
    >
      <Filters>
        <SearchField label="Filter procedures" value={filter.q} onChange={(value) => set('q', value)} />
      </Filters>
      <Loaded query={query} what="the procedures" lines={8}>
        {(procedures) => (
          <ProcedureList
            procedures={procedures.filter(({ name, title, summary }) =>
              `${name} ${title} ${summary}`.toLowerCase().includes(filter.q.toLowerCase()),
            )}
          />
        )}
      </Loaded>
    </Page>
  )
}

function ProcedureList({ procedures }: { readonly procedures: readonly Procedure[] }) {
  if (procedures.length === 0) {
    return (
      <Panel>
        <Empty icon={IconFileText} title="No procedure matches">
          Empty the filter to see all of them.
        </Empty>
      </Panel>
    )
  }
  return [...Map.groupBy(procedures, ({ name }) => name.split('.')[0]!)].map(([family, some]) => (
    <Panel key={family} title={family} count={some.length} flush>
      <ul>
        {some.map((procedure) => (
          <li key={procedure.name} className={classes.row}>
            {procedure.kind === 'sign-off' ? (
              <IconSignature size={18} stroke={1.7} aria-hidden />
            ) : (
              <IconFileText size={18} stroke={1.7} aria-hidden />
            )}
            <div>
              <RowLink to={procedurePath(procedure.name)} clip={false}>
                {procedure.title}
              </RowLink>
              <p className={classes.sub}>
                <code>{procedure.name}</code> · {procedure.summary}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  ))
}
