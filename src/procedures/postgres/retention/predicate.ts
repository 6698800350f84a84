import { conditionOf, literalOf } from '../../../backup/archive/condition.ts'
import { writtenBefore } from '../../../backup/archive/written-before.ts'
import type { Span } from '../../../backup/table-rows.ts'
import type { Sql } from '../../../base/sql.ts'
import type { TimeType } from './observation.ts'

/** What decides about a row. Counting, previewing, archiving and deleting are all built from this, so they can't differ. */
export type Policy = {
  readonly column: string
  readonly columnType: TimeType
  readonly cutoff: string
  /** Only what was written before this transaction may go, since the archive holds no more; `:archived` in a preview. */
  readonly archived?: string | null
}

export const spanOf = ({ column, cutoff }: Policy): Span => ({ column, from: null, before: cutoff })

/** `"funding_time" < '2025-10-23 00:00:00+00'::timestamptz` */
export function hasExpired(policy: Policy): Sql {
  const archived = policy.archived == null ? '' : ` AND ${writtenBefore(policy.archived)}`
  return { text: conditionOf(spanOf(policy), policy.columnType) + archived, values: [] }
}

/** The limit as a literal of the column's type: the statement reads the same in the plan, in the server's log and in the evidence. */
export const limitOf = ({ columnType, cutoff }: Policy): Sql => ({ text: literalOf(cutoff, columnType), values: [] })
