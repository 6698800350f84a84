import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'

/** One column of a table or an index, as far as its room on disk goes. */
export type Column = JsonObject & {
  readonly name: string
  /** Bytes of a type of fixed length; below zero: it varies. */
  readonly length: number
  /** To how many bytes its type is aligned: 1, 2, 4 or 8. */
  readonly align: number
  /** From the statistics; null: there are none, or the role may not see them. */
  readonly nullShare: number | null
  readonly width: number | null
}

/**
 * A jsonb list of the columns whose statistics are kept under `owner` (the name of a table or an index in schema `n`), in their order. `attributes` picks from pg_attribute `a`.
 * avg_width of a `name` is no measure of what an index stores (a cstring): it counts as unknown, as in ioguix's queries.
 */
export const columnsAs = (attributes: Sql, statistics: { readonly owner: Sql; readonly column: Sql }): Sql => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'length', a.attlen,
     'align', case a.attalign when 'd' then 8 when 'i' then 4 when 's' then 2 else 1 end,
     'nullShare', s.null_frac, 'width', case when a.attlen <> -2 then s.avg_width end) order by a.attnum), '[]')
   from pg_attribute a left join pg_stats s on s.schemaname = n.nspname and s.tablename = ${statistics.owner} and s.attname = ${statistics.column} and not s.inherited
   where ${attributes} and a.attnum > 0 and not a.attisdropped)`
