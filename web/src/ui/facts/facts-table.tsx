import type { Fact } from '../../api/types.ts'
import { FactValue } from './fact-value.tsx'
import { factWords } from './fact-words.ts'
import { groupFacts } from './group-facts.ts'
import classes from './facts.module.css'

/** A value of more characters than this is a text: it gets the whole width. */
const longFrom = 48

/** Facts of one look, under headings where several are about the same. */
export function FactsTable({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <div className={classes.groups}>
      {groupFacts(facts).map((group, place) => (
        <section key={place}>
          {group.title !== null && (
            <h3 className={classes.groupTitle}>
              {group.title}
              {group.head && (
                <span>
                  <FactValue fact={group.head} />
                </span>
              )}
            </h3>
          )}
          <dl className={classes.list}>
            {group.facts.map((fact, row) => (
              <div key={row} className={classes.pair} data-long={factWords(fact).length > longFrom || undefined}>
                <dt>{fact.label}</dt>
                <dd data-unknown={fact.value === null || undefined} data-number={typeof fact.value === 'number' || undefined}>
                  <FactValue fact={fact} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
