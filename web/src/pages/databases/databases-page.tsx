import { useQuery } from '@tanstack/react-query'
import { IconDatabaseOff } from '@tabler/icons-react'
import { databasesQuery } from '../../api/queries.ts'
import type { DatabaseSummary } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { DatabaseRow } from './database-row.tsx'

/** Every database under care, with what needs care most. */
export function DatabasesPage() {
  const query = useQuery(databasesQuery())
  return (
    <Page title="Databases" below={query.data && `${plural(query.data.length, 'database')} under care`}>
      <Loaded query={query} what="the databases" lines={6}>
        {(databases) => <DatabaseList databases={databases} />}
      </Loaded>
    </Page>
  )
}

function DatabaseList({ databases }: { readonly databases: readonly DatabaseSummary[] }) {
  if (databases.length === 0) {
    return (
      <Panel>
        <Empty icon={IconDatabaseOff} title="No database is under care yet">
          A stack file names them under <code>targets</code>, with the kind <code>postgres</code> or <code>sqlite</code>.
        </Empty>
      </Panel>
    )
  }
  return [...Map.groupBy(databases, ({ stack }) => stack)].map(([stack, some]) => (
    <Panel key={stack} title={stack} count={some.length} flush>
      <ul>
        {some.map((database) => (
          <DatabaseRow key={database.target} database={database} />
        ))}
      </ul>
    </Panel>
  ))
}
