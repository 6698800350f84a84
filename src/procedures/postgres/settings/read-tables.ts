import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'

export type Unattended = { readonly tables: readonly string[]; readonly count: number }

const keptAtMost = 20

/** Tables that autovacuum passes over (but against wraparound), by their own storage parameter or that of their TOAST. */
export async function readUnattended(target: PostgresTarget): Promise<Unattended> {
  const rows = await target.read<TableName & { readonly count: number }>(sql`
    with options as (select oid, unnest(reloptions) as option from pg_class where reloptions is not null),
      unattended as (select oid from options where option like 'autovacuum\\_enabled=%' and not split_part(option, '=', 2)::bool)
    select n.nspname as schema, c.relname as name, count(*) over ()::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and (c.oid in (select oid from unattended) or c.reltoastrelid in (select oid from unattended)) and ${inSchemas(target)}
    order by c.relpages desc, 1, 2 limit ${keptAtMost}`)
  return { tables: rows.map((row) => displayName(row)), count: rows[0]?.count ?? 0 }
}
