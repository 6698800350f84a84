import { quoteIdentifier, quoteLiteral } from '../../base/sql.ts'
import type { Span } from '../table-rows.ts'

/** Types of a column that a span of time can be about. */
export const timeTypes = ['timestamptz', 'timestamp', 'date'] as const
export type TimeType = (typeof timeTypes)[number]

/** What format_type calls them. */
const longNames: Readonly<Record<string, TimeType>> = {
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  date: 'date',
}

/** null: not a type of time. */
export const timeTypeOf = (bareType: string): TimeType | null => longNames[bareType] ?? null

/**
 * The condition of a span on a column of that type, as text with literals, so that it reads the same in the plan, in the server's log and in the
 * evidence. A timestamp without a zone is taken as UTC.
 */
export function conditionOf(span: Span, type: TimeType): string {
  const column = quoteIdentifier(span.column)
  const parts = [
    ...(span.from === null ? [] : [`${column} >= ${literalOf(span.from, type)}`]),
    ...(span.before === null ? [] : [`${column} < ${literalOf(span.before, type)}`]),
  ]
  return parts.length === 0 ? `${column} IS NOT NULL` : parts.join(' AND ')
}

/** `'2025-10-23 00:00:00+00'::timestamptz` of a moment in ISO 8601, UTC. Parts of a second are left out when there are none. */
export function literalOf(moment: string, type: TimeType): string {
  const [day, time] = [moment.slice(0, 10), moment.slice(11).replace(/(?:\.0+)?Z$/, '')]
  const text = type === 'date' ? day : `${day} ${time}${type === 'timestamptz' ? '+00' : ''}`
  return `${quoteLiteral(text)}::${type}`
}
