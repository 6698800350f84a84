import { useMemo, useState } from 'react'
import type { Run } from '../../api/types.ts'
import { differing } from '../../ui/json/differing.ts'
import { JsonTree } from '../../ui/json/json-tree.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import classes from './run.module.css'

/** The whole evidence, as the procedure made it; what differs between the looks is marked. */
export function Observations({ run: { before, after } }: { readonly run: Run }) {
  const [open, setOpen] = useState(false)
  if (before === null) return null
  return (
    <Panel flush>
      <details className={classes.observations} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          Whole observation <span>· the evidence, as JSON</span>
        </summary>
        {open && <Looks before={before.observation} after={after?.observation} second={after !== null} />}
      </details>
    </Panel>
  )
}

function Looks({ before, after, second }: { readonly before: unknown; readonly after: unknown; readonly second: boolean }) {
  const marked = useMemo(() => (second ? differing(before, after) : new Set<string>()), [before, after, second])
  if (!second)
    return (
      <div>
        <JsonTree value={before} label="Observation" />
      </div>
    )
  return (
    <div className={classes.looks}>
      <section>
        <h3>Before</h3>
        <JsonTree value={before} marked={marked} label="Observation before" />
      </section>
      <section>
        <h3>After</h3>
        <JsonTree value={after} marked={marked} label="Observation after" />
      </section>
    </div>
  )
}
