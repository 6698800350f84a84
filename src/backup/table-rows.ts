import type { JsonObject } from '../base/json.ts'
import { formatMoment } from '../base/moment.ts'

/**
 * Rows of one table of one database, as plain JSON: what a destructive step takes away, and what a backup or an archive holds. `where: null`
 * means every row.
 */
export type TableRows = JsonObject & {
  /** Of the database itself, whatever its address is: see `databaseIdentity`. */
  readonly database: string
  readonly schema: string
  readonly table: string
  readonly where: Span | null
}

/** Rows whose column lies from `from` on and before `before`: ISO 8601 in UTC, null for no limit. Rows without a value there are not among them. */
export type Span = JsonObject & { readonly column: string; readonly from: string | null; readonly before: string | null }

/** Rows that a verified archive holds: all of them that were written before the transaction `xmin` (a full id, xid8), and no later ones. */
export type ArchivedRows = { readonly rows: TableRows; readonly xmin: string }

/** Whether `whole` has a place for every row of `part`. */
export function coversRows(whole: TableRows, part: TableRows): boolean {
  if (whole.database !== part.database || whole.schema !== part.schema || whole.table !== part.table) return false
  return whole.where === null || (part.where !== null && coversSpan(whole.where, part.where))
}

function coversSpan(whole: Span, part: Span): boolean {
  if (whole.column !== part.column) return false
  const early = whole.from === null || (part.from !== null && Date.parse(whole.from) <= Date.parse(part.from))
  const late = whole.before === null || (part.before !== null && Date.parse(part.before) <= Date.parse(whole.before))
  return early && late
}

/** For people: `public.trades with at before 2025-10-23 00:00:00 UTC`. */
export function describeRows({ schema, table, where }: TableRows): string {
  const name = `${schema}.${table}`
  if (where === null) return `all rows of ${name}`
  const limits = [where.from && `from ${formatMoment(where.from)}`, where.before && `before ${formatMoment(where.before)}`]
    .filter(Boolean)
    .join(' ')
  return `rows of ${name} with ${where.column} ${limits || 'at any time'}`
}
