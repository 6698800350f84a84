import { IconArrowRight } from '@tabler/icons-react'
import type { Look } from '../../api/types.ts'
import { compareFacts, type ComparedFact } from './compare.ts'
import { FactValue } from './fact-value.tsx'
import classes from './facts.module.css'

/** The proof of a run: what was seen before its steps and after them, what changed in bold. */
export function ComparedFacts({ before, after }: { readonly before: Look; readonly after: Look }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Fact</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {compareFacts(before.facts, after.facts).map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row }: { readonly row: ComparedFact }) {
  return (
    <tr data-changed={row.changed || undefined}>
      <th scope="row">{row.label}</th>
      <td data-label="before">{row.before ? <FactValue fact={row.before} /> : '–'}</td>
      <td data-label="after">
        {row.changed && <IconArrowRight size={13} stroke={2.2} aria-hidden className={classes.arrow} />}
        {row.after ? <FactValue fact={row.after} /> : '–'}
      </td>
      <td data-label="change">{row.changed ? (row.difference ?? 'changed') : 'same'}</td>
    </tr>
  )
}
