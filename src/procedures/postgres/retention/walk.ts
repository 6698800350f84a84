import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { TableName } from '../table-name.ts'
import type { Leaf } from './observation.ts'
import { hasExpired } from './predicate.ts'
import type { Policy } from './predicate.ts'

/** How expired rows are come by: `index` in the order of time, `heap` in the order in which they lie on disk. */
export type Walk = 'index' | 'heap'

/** From this share of the table's pages on, reading all of them in order is cheaper than picking them out. Measured: the walk over the heap is 2 to 7 times as fast a row. */
const heapShare = 0.2

/**
 * The heap when expired rows are spread over a good part of the table, the index when they are few and together. How many pages an index walk comes
 * to follows PostgreSQL's own estimate (cost_index): between the best case, rows that lie in the order of time, and the worst, one page a row, by
 * the square of the correlation.
 */
export function chooseWalk(leaf: Pick<Leaf, 'expired' | 'rows' | 'pages' | 'correlation' | 'index'>): Walk {
  if (leaf.index === null) return 'heap'
  const together = (leaf.correlation ?? 0) ** 2
  const best = leaf.pages * Math.min(1, leaf.expired.rows / Math.max(leaf.rows, leaf.expired.rows, 1))
  const worst = Math.min(leaf.expired.rows, leaf.pages)
  return together * best + (1 - together) * worst > leaf.pages * heapShare ? 'heap' : 'index'
}

/** One batch of a walk over the heap: a range of pages. */
export function heapBatch(table: TableName, condition: Sql, from: string, to: string): Sql {
  const range = (page: string): string => (/^\d+$/.test(page) ? `'(${page},0)'` : page)
  return sql`DELETE FROM ${identifier(table.schema, table.name)} WHERE ctid >= ${raw(range(from))} AND ctid < ${raw(range(to))} AND ${condition}`
}

/**
 * One batch of a walk along the index: the oldest rows from where the last batch ended, so that entries of rows just deleted are not walked over
 * again. The policy is asked once more for what is deleted: a row that was changed meanwhile may not be expired any more.
 */
export function indexBatch(table: TableName, policy: Policy, from: Sql, limit: Sql): Sql {
  const [name, column] = [identifier(table.schema, table.name), identifier(policy.column)]
  return sql`WITH batch AS MATERIALIZED (
  SELECT ctid, ${column} AS at FROM ${name} WHERE ${hasExpired(policy)} AND ${column} >= ${from} ORDER BY ${column} LIMIT ${limit}
), gone AS (
  DELETE FROM ${name} WHERE ctid = ANY (ARRAY(SELECT ctid FROM batch)) AND ${hasExpired(policy)} RETURNING 1
)
SELECT (SELECT count(*) FROM gone) AS deleted, (SELECT count(*) FROM batch) AS found, (SELECT max(at)::text FROM batch) AS reached`
}

const raw = (text: string): Sql => ({ text, values: [] })

/** The batch as the plan shows it, with names where the numbers change from batch to batch. */
export function batchShown(table: TableName, policy: Policy, walk: Walk): string {
  return walk === 'heap'
    ? `${heapBatch(table, hasExpired(policy), ':page', ':next_page').text}\n-- in batches over all pages, each committed`
    : `${indexBatch(table, policy, raw(':reached'), raw(':batch')).text}\n-- in batches along the index, each committed`
}
