import type { ForeignKey, IndexFacts } from './observation.ts'

/**
 * Whether one index serves every query that another serves: of the same table, method, operator classes, collations, order and predicate, with the same
 * columns, or (B-trees) more behind them. A unique one is only covered by one that forbids exactly the same, at the same time. Parameters that decide how well it serves (of
 * BRIN, and of kinds that extensions bring) have to be equal.
 */
export function covers(index: IndexFacts, other: IndexFacts): boolean {
  if (index.oid === other.oid || index.table.oid !== other.table.oid) return false
  if (index.method !== other.method || index.predicate !== other.predicate || index.partitioned !== other.partitioned) return false
  const prefix = other.keys.every((key, position) => index.keys[position] === key)
  const exact = prefix && index.keys.length === other.keys.length
  if (!(index.method === 'btree' ? prefix : exact)) return false
  if (other.unique && !(exact && refusesAlike(index, other))) return false
  if (index.options.join() !== other.options.join()) return false
  return other.included.every((column) => index.included.includes(column) || index.columns.includes(column))
}

const refusesAlike = (index: IndexFacts, other: IndexFacts): boolean =>
  index.unique && index.nullsNotDistinct === other.nullsNotDistinct && index.deferrable === other.deferrable

/** Whether the rows that refer to a given one can be found by the index: its first columns are those of the key, in any order. */
export function serves(index: IndexFacts, key: ForeignKey): boolean {
  const first = index.columns.slice(0, key.columns.length)
  return isFitFor(index, key) && key.columns.every(({ number }) => first.includes(number))
}

/** Whether the index narrows the search for them at least: it begins with a column of the key. */
export const helps = (index: IndexFacts, key: ForeignKey): boolean =>
  isFitFor(index, key) && key.columns.some(({ number }) => number === index.columns[0])

/** Whether it can be asked for the columns of the key, and holds every row that refers. */
function isFitFor(index: IndexFacts, key: ForeignKey): boolean {
  if (!index.valid || index.table.oid !== key.table.oid) return false
  if (index.method !== 'btree' && !(index.method === 'hash' && key.columns.length === 1)) return false
  return index.predicate === null || (key.columns.length === 1 && index.predicate === `(${plain(key.columns[0]!.name)} IS NOT NULL)`)
}

/** As the server writes a column's name. A keyword that it would quote only makes us see no index where there is one. */
const plain = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

/** The foreign keys that no index serves. */
export function lonely(keys: readonly ForeignKey[], indexes: readonly IndexFacts[]): readonly ForeignKey[] {
  const byTable = Map.groupBy(indexes, ({ table }) => table.oid)
  return keys.filter((key) => !byTable.get(key.table.oid)?.some((index) => serves(index, key)))
}
