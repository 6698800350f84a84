import { IconArrowRight } from '@tabler/icons-react'
import type { Look } from '../../api/types.ts'
import { compareFacts, type ComparedFact } from './compare.ts'
import { factWords } from './fact-words.ts'
import classes from './facts.module.css'

/** The proof of a run: what was seen before its steps and after them, what changed in bold. */
export function ComparedFacts({ before, after }: { readonly before: Look; readonly after: Look | null }) {
  const rows = compareFacts(before.facts, after?.facts ?? [])
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
        {rows.map((row) => (
          <Row key={row.label} row={row} seen={after !== null} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row, seen }: { readonly row: ComparedFact; readonly seen: boolean }) {
  const changed = seen && row.changed
  return (
    <tr data-changed={changed || undefined}>
      <th scope="row">{row.label}</th>
      <td data-label="before">{row.before ? factWords(row.before) : '–'}</td>
      <td data-label="after">
        {changed && <IconArrowRight size={13} stroke={2.2} aria-hidden className={classes.arrow} />}
        {row.after ? factWords(row.after) : seen ? '–' : 'not looked yet'}
      </td>
      <td data-label="change">{!seen ? '' : changed ? (row.difference ?? 'changed') : 'same'}</td>
    </tr>
  )
}
