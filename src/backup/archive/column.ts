import { sql } from '../../base/sql.ts'
import type { Transaction } from '../../targets/postgres/index.ts'

/** A column of a PostgreSQL table, as its catalogue has it. */
export type TableColumn = {
  readonly name: string
  /** As format_type writes it, with what belongs to it: `numeric(20,10)`. */
  readonly type: string
  /** The same without what belongs to it: `numeric`; of a domain, the type that it is made of. */
  readonly bareType: string
  /** Computed by the server: it is archived, and not written back. */
  readonly generated: boolean
}

/** In the order of the table; empty when there is no such table. */
export async function readColumns(
  { rows }: Pick<Transaction, 'rows'>,
  table: { schema: string; name: string },
): Promise<readonly TableColumn[]> {
  return rows<TableColumn>(sql`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) as "bareType", a.attgenerated <> '' as generated
    from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${table.schema} and c.relname = ${table.name} and a.attnum > 0 and not a.attisdropped order by a.attnum`)
}
