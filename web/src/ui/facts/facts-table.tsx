import type { Fact } from '../../api/types.ts'
import { factWords } from './fact-words.ts'
import classes from './facts.module.css'

/** Facts of one look. */
export function FactsTable({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.list}>
      {facts.map((fact) => (
        <div key={fact.label} className={classes.pair}>
          <dt>{fact.label}</dt>
          <dd data-unknown={fact.value === null || undefined}>{factWords(fact)}</dd>
        </div>
      ))}
    </dl>
  )
}
