import { useQuery } from '@tanstack/react-query'
import { IconFileOff } from '@tabler/icons-react'
import { Link, useParams } from 'react-router'
import { proceduresQuery } from '../../api/queries.ts'
import type { Procedure } from '../../api/types.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Column, Columns } from '../../ui/layout/columns.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { inline } from '../../ui/markdown/inline.tsx'
import { Markdown } from '../../ui/markdown/markdown.tsx'
import { procedureName } from '../../ui/procedure-path.ts'
import { Statement } from '../../ui/statement/statement.tsx'
import { parametersOf } from './parameters.ts'
import classes from './procedures.module.css'

/** One procedure's documentation. */
export function ProcedurePage() {
  const name = procedureName(useParams()['*'] ?? '')
  const query = useQuery(proceduresQuery())
  const procedure = query.data?.find((one) => one.name === name)
  return (
    <Page
      title={procedure?.title ?? name}
      above={
        <>
          <Link to="/procedures">Procedures</Link> / {name}
        </>
      }
      below={procedure?.summary}
    >
      <Loaded query={query} what="the procedures">
        {() =>
          procedure ? (
            <Docs procedure={procedure} />
          ) : (
            <Panel>
              <Empty icon={IconFileOff} title={`There is no procedure ${name}`}>
                <Link to="/procedures">All procedures</Link>
              </Empty>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  )
}

function Docs({ procedure }: { readonly procedure: Procedure }) {
  const parameters = parametersOf(procedure.params)
  return (
    <Columns side="minmax(0, 0.8fr)">
      <Panel title="What it does" aside={procedure.target === null ? 'no target of its own' : `cares for ${procedure.target}`}>
        <Markdown text={procedure.docs} />
      </Panel>
      <Column>
        <Panel title="An example task">
          <Statement text={procedure.example} label="Example" />
        </Panel>
        <Panel title="Parameters" count={parameters.length} flush aside={<code>with:</code>}>
          {parameters.length === 0 ? (
            <Quiet>It takes none.</Quiet>
          ) : (
            <dl>
              {parameters.map((parameter) => (
                <div key={parameter.name} className={classes.param}>
                  <dt>
                    <code>{parameter.name}</code>
                    <span>
                      {parameter.type}
                      {parameter.required && ', must be given'}
                      {parameter.default !== null && `, default ${parameter.default}`}
                    </span>
                  </dt>
                  {parameter.description && <dd>{inline(parameter.description)}</dd>}
                </div>
              ))}
            </dl>
          )}
        </Panel>
      </Column>
    </Columns>
  )
}
