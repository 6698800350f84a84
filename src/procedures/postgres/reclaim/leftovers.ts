import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'
import type { Leftover } from './observation.ts'

/** REPACK_LOCK_PREFIX: pg_repack holds an advisory lock of this class on the oid of the table that it works on (pg_repack.c). */
export const repackLockClass = 16_185_446

/**
 * What pg_repack makes for its work on a table: a trigger on it, and in its own schema a log, a copy and a type, called by the table's oid. While a session
 * holds its advisory lock, that is work; else it was killed. Rows of tables that are gone, or not under care, are shown only when they are gone.
 */
export const readLeftovers = (target: PostgresTarget): Promise<readonly Leftover[]> =>
  target.read<Leftover>(sql`
    select s.of::int8 as of, case when c.oid is not null then jsonb_build_object('schema', n.nspname, 'name', c.relname) end as table,
      bool_or(s.relation is null) as trigger, coalesce(array_agg(s.relation order by s.relation) filter (where s.relation is not null), '{}') as relations,
      (select min(l.pid) from pg_locks l where l.locktype = 'advisory' and l.classid = ${repackLockClass} and l.objsubid = 2 and l.granted
        and l.objid::int8 = (s.of::int8 + 2147483648) % 4294967296 and l.database = (select oid from pg_database where datname = current_database())) as worker
    from (
      select tgrelid as of, null::text as relation from pg_trigger where tgname = 'repack_trigger' and not tgisinternal
      union all
      select substring(relname from '\\d+$')::oid, relname::text from pg_class
      where relnamespace = to_regnamespace('repack') and relname ~ '^(log|table|pk)_[0-9]{1,10}$' and relkind in ('r', 'c')
    ) s left join pg_class c on c.oid = s.of left join pg_namespace n on n.oid = c.relnamespace
    where c.oid is null or ${inSchemas(target)} group by 1, 2, s.of order by 1`)

/** Of one table by its name. */
export async function leftoverOn(target: PostgresTarget, table: TableName): Promise<Leftover | null> {
  const all = await readLeftovers(target)
  return all.find((one) => one.table?.schema === table.schema && one.table.name === table.name) ?? null
}
