import { identifier, quoteLiteral, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { TimeType } from './observation.ts'

/** What decides about a row. Counting, previewing and deleting are all built from this, so they can't differ. */
export type Policy = { readonly column: string; readonly columnType: TimeType; readonly cutoff: string }

/** `"funding_time" < '2025-10-23 00:00:00+00'::timestamptz` */
export function hasExpired(policy: Policy): Sql {
  return sql`${identifier(policy.column)} < ${limitOf(policy)}`
}

/** The limit as a literal of the column's type: the statement reads the same in the plan, in the server's log and in the evidence. */
export function limitOf({ columnType, cutoff }: Policy): Sql {
  return { text: `${quoteLiteral(literalFor(columnType, cutoff))}::${columnType}`, values: [] }
}

function literalFor(type: TimeType, cutoff: string): string {
  const [date, time] = [cutoff.slice(0, 10), cutoff.slice(11, 19)]
  if (type === 'date') return date
  return type === 'timestamptz' ? `${date} ${time}+00` : `${date} ${time}`
}
