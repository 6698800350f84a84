/** Columns that a condition compares, those with `=` apart from those with `<`, `>` and the like, in the order in which they stand there. */
export type Wanted = { readonly equal: readonly string[]; readonly ranged: readonly string[] }

/**
 * Which of these columns the filter of a plan node compares, as EXPLAIN VERBOSE writes it: `((t.kind = $1) AND ((t.name)::text >= $2))`. It only has to be a good guess:
 * what comes of it is tried out by the planner.
 */
export function columnsWanted(filter: string, alias: string, columns: readonly string[]): Wanted {
  const found = columns.flatMap((column) => {
    const name = `${escaped(plain(alias))}\\.${escaped(plain(column))}(?![\\w"])`
    const match = new RegExp(`${name}(?:\\)|::[a-z][a-z ]*(?:\\(\\d+\\))?)* (=|<|>|<=|>=) `).exec(filter)
    return match === null ? [] : [{ column, at: match.index, equal: match[1] === '=' }]
  })
  const inOrder = found.toSorted((a, b) => a.at - b.at)
  return {
    equal: inOrder.filter(({ equal }) => equal).map(({ column }) => column),
    ranged: inOrder.filter(({ equal }) => !equal).map(({ column }) => column),
  }
}

/** The columns of indexes worth a try: all that are equal with one range behind them, and each alone. */
export function candidatesFor({ equal, ranged }: Wanted): readonly (readonly string[])[] {
  const together = [...equal.slice(0, 3), ...ranged.slice(0, 1)]
  const alone = [...equal, ...ranged].slice(0, 4).map((column) => [column])
  return together.length > 1 ? [together, ...alone] : alone
}

/** As the server writes names in plans, but for keywords: those are not found. */
const plain = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
