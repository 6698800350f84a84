import type { FactView } from '../app/views/plan.ts'
import { oneLine } from './columns.ts'
import { formatFact } from './format.ts'

/**
 * A review lays out the facts of other tasks as `Task`, `Task: last run`, `Task: total`: those stand further in, beneath the name of the task, which is
 * said once.
 */
export function groupedFacts(facts: readonly FactView[]): readonly string[] {
  let head: string | null = null
  return facts.map((fact) => {
    if (facts.some(({ label }) => label.startsWith(`${fact.label}: `))) head = fact.label
    const within: string | null = head !== null && fact.label.startsWith(`${head}: `) ? fact.label.slice(head.length + 2) : null
    return `${within === null ? '' : '  '}${oneLine(within ?? fact.label)}: ${oneLine(formatFact(fact))}`
  })
}
