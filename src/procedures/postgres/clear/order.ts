import type { Reference } from './observation.ts'

/** Tables in an order in which each can be emptied: those that refer before those that are referred to. null: they refer to each other, or to themselves. */
export function orderFor(tables: readonly string[], references: readonly Reference[]): readonly string[] | null {
  const ordered: string[] = []
  let left = tables
  while (left.length > 0) {
    const free = left.filter((table) => !references.some(({ from, to }) => to === table && left.includes(from)))
    if (free.length === 0) return null
    ordered.push(...free)
    left = left.filter((table) => !free.includes(table))
  }
  return ordered
}
