import type { Skipped } from '../../contract.ts'
import type { TableCare } from './table-care.ts'

/**
 * Whether a table has rows that came before its counters began. A crash, a restore and pg_stat_reset() empty them, and then a table that is full of dead
 * rows looks clean, to autovacuum too, until somebody vacuums or analyzes it.
 */
export const isUncounted = ({ rows, insertedRows, lastVacuum, lastAnalyze }: TableCare): boolean =>
  lastVacuum === null && lastAnalyze === null && rows > insertedRows

/** They are not taken for clean. `names` may be the first of more. */
export function notCountedTables(names: readonly string[], seen: number): readonly Skipped[] {
  const why =
    'its counters began anew (a crash, a restore or pg_stat_reset), and nobody has vacuumed or analyzed it since: ANALYZE counts again'
  return [
    ...names.map((name) => ({ what: `dead rows of ${name}`, why, fingerprints: `held:${name}` })),
    ...(seen > names.length ? [{ what: `dead rows of ${seen - names.length} more tables`, why, fingerprints: 'held:' }] : []),
  ]
}
