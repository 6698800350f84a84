import type { Fact } from '../../api/types.ts'

export type FactGroup = {
  /** What these facts are about, or null for those that speak for themselves. */
  readonly title: string | null
  /** The fact that bears the title's name: the state of the whole group. */
  readonly head: Fact | null
  readonly facts: readonly Fact[]
}

/** A review lays out other tasks' facts as `Task`, `Task: last run`, `Task: total`: such facts become one group under the task's name. Order is kept. */
export function groupFacts(facts: readonly Fact[]): readonly FactGroup[] {
  const groups: FactGroup[] = []
  for (const fact of facts) {
    const last = groups.at(-1)
    const isHead = facts.some(({ label }) => label.startsWith(`${fact.label}: `))
    if (isHead) groups.push({ title: fact.label, head: fact, facts: [] })
    else if (last?.title != null && fact.label.startsWith(`${last.title}: `))
      groups[groups.length - 1] = { ...last, facts: [...last.facts, { ...fact, label: fact.label.slice(last.title.length + 2) }] }
    else if (last?.title === null) groups[groups.length - 1] = { ...last, facts: [...last.facts, fact] }
    else groups.push({ title: null, head: null, facts: [fact] })
  }
  return groups
}
