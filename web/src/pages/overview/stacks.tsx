import type { Overview } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { RowLink } from '../../ui/layout/row-link.tsx'
import classes from './overview.module.css'

/** The systems under care. */
export function Stacks({ stacks }: { readonly stacks: Overview['stacks'] }) {
  return (
    <Panel title="Stacks" count={stacks.length} flush>
      {stacks.length === 0 ? (
        <Quiet>
          No stack is under care yet. <code>./upkeep up --stack FILE</code> brings one in.
        </Quiet>
      ) : (
        <ul>
          {stacks.map((stack) => (
            <li key={stack.stack} className={classes.line}>
              <div className={classes.lineWords}>
                <RowLink to={`/tasks?stack=${stack.stack}`} clip={false}>
                  {stack.title}
                </RowLink>
                <span className={classes.sub}>
                  {stack.stack} · {stack.timezone}
                </span>
              </div>
              <span className={classes.aside}>{plural(stack.tasks, 'task')}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
